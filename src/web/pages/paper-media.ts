import type { Texts } from '../../i18n/texts.js';
import { pictureUrl } from '../../model/links.js';
import { mediaAmong } from '../../sources/pictures/picture-address.js';
import { mediaOf, picturesOf } from '../../store/papers/pictures.js';
import type { PageContext } from '../http/context.js';

/** What the page of a paper shows of its media. */
export interface PaperMedia {
  /** The path of its picture, without the base; null where it is shown without. */
  readonly picture: string | null;
  /** Links to what the authors gave, where the source keeps it. */
  readonly media: readonly { readonly text: string; readonly href: string }[];
}

export async function paperMedia(
  { database, pictures = null }: Pick<PageContext, 'database' | 'pictures'>,
  { t }: Texts,
  paperId: string,
): Promise<PaperMedia> {
  const [names, media] = await Promise.all([
    pictures === null ? new Map<string, string>() : picturesOf(database, [paperId]),
    mediaOf(database, paperId),
  ]);
  const name = names.get(paperId);
  let [stills, films] = [0, 0];
  return {
    picture: name === undefined ? null : pictureUrl('', name),
    media: mediaAmong(media).map(({ url, isStill }) => ({
      text: isStill ? t('paper.still', { number: ++stills }) : t('paper.film', { number: ++films }),
      href: url,
    })),
  };
}
