import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { lastDayOf, namedDigest } from '../../model/digest-period.js';
import type { ObservedPaper } from '../../model/paper.js';
import { isArxivId } from '../../model/paper-id.js';
import { authorNames } from '../../paper-text/author-names.js';
import { plainText } from '../../paper-text/plain-text.js';
import { readText } from '../../paper-text/readable-text.js';
import { findPaper, listDatesOf } from '../../store/papers/paper-details.js';
import { papersListedBetween } from '../../store/papers/papers.js';
import type { PageContext, WebServer } from '../http/context.js';
import { textsFor } from '../http/request-language.js';
import { sendCached } from '../http/send-cached.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import type { ShareImage, ShareImageEntry } from '../share-images/draw-share-image.js';
import type { ShareImages } from '../share-images/open-share-images.js';

const SHOWN = 3;

/** `/card/site.png`, `/card/2026-03-24.png` (a day, a week, a month), `/card/papers/2603.00001.png`. */
export function shareImagePages(
  server: WebServer,
  context: PageContext,
  by: { readonly images: ShareImages | null; readonly limit: ClientLimit },
): void {
  const { images, limit } = by;
  if (images === null) return;
  server.get('/card/*', { onRequest: limit }, async (request, reply) => {
    const { '*': file } = request.params as { readonly '*': string };
    const texts = textsFor(context, request);
    return sendCached(request, reply, { pages: context.pages, language: texts.language }, async () => {
      const image = file.endsWith('.png') ? await imageNamed(context, texts, file.slice(0, -4)) : null;
      if (image === null) throw new BroadsheetError('NOT_FOUND', 'There is no such image.');
      return { type: 'image/png', text: await images.draw(image) };
    });
  });
}

async function imageNamed(
  { config, database }: PageContext,
  texts: Texts,
  name: string,
): Promise<ShareImage | null> {
  const masthead = config.siteName;
  if (name === 'site') {
    const entry = {
      title: texts.t('subscribe.invitation'),
      otherwise: '',
      meta: new URL(config.publicUrl).host,
    };
    return { masthead, date: texts.t('card.site'), aside: '', entries: [entry] };
  }
  if (name.startsWith('papers/')) {
    const id = name.slice('papers/'.length);
    const found = isArxivId(id) ? await findPaper(database, id) : null;
    if (found === null) return null;
    const [listed] = await listDatesOf(database, id);
    const date = listed === undefined ? '' : texts.dates.long(listed);
    const authors = authorNames(found.paper.authors);
    return { masthead, date, aside: `arXiv:${id}`, entries: [entryOf(texts, found, authors)] };
  }
  const named = namedDigest(name);
  if (named === null) return null;
  const { kind, period } = named;
  const papers = await papersListedBetween(database, period, lastDayOf(kind, period), SHOWN);
  if (papers.length === 0) return null;
  const entries = papers.map((paper) => entryOf(texts, paper, ''));
  const date = kind === 'monthly' ? texts.dates.month(period) : texts.dates.long(period);
  return { masthead, date, aside: texts.t(`card.${kind}`), entries };
}

function entryOf(texts: Texts, { paper, upvotes }: ObservedPaper, authors: string): ShareImageEntry {
  const told = [
    authors,
    authors === '' && paper.authors.length > 0
      ? texts.t('card.authors', { count: paper.authors.length })
      : '',
    texts.t('card.upvotes', { count: upvotes ?? 0 }),
  ];
  return {
    title: plainText(readText(paper.title)),
    otherwise: `arXiv:${paper.id}`,
    meta: told.filter((text) => text !== '').join(' · '),
  };
}
