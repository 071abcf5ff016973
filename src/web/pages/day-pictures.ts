import { pictureUrl } from '../../model/links.js';
import { picturesOf } from '../../store/papers/pictures.js';
import type { PageContext } from '../http/context.js';
import type { DayPapers } from './day-papers.js';
import type { PaperView } from './paper-view.js';

/** The papers of a page that stand at more length, with their pictures where they have one and pictures are shown. */
export async function withPictures<View extends { readonly list: DayPapers }>(
  { database, pictures = null }: Pick<PageContext, 'database' | 'pictures'>,
  view: View,
): Promise<View> {
  if (pictures === null) return view;
  const long = [...view.list.first, ...view.list.second];
  const names = await picturesOf(
    database,
    long.flatMap(({ id, page }) => (page === null ? [] : [id])),
  );
  const pictured = (paper: PaperView): PaperView => {
    const name = names.get(paper.id);
    return name === undefined ? paper : { ...paper, picture: pictureUrl('', name) };
  };
  const list = {
    ...view.list,
    first: view.list.first.map(pictured),
    second: view.list.second.map(pictured),
  };
  return { ...view, list };
}
