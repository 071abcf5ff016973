import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { dateIn } from '../../model/calendar-date.js';
import { isEmptySearch } from '../../model/search-query.js';
import type { FoundPaper } from '../../store/papers/search.js';
import { MOST_RANKED, type SearchOrder } from '../../store/papers/search-statement.js';
import type { PageContext, WebServer } from '../http/context.js';
import { widerPolicy } from '../http/security-headers.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { type FoundPapers, findPapers } from '../search/find-papers.js';
import { markedText } from './marked-text.js';
import { todaysDateline } from './message-page.js';
import { paperView } from './paper-view.js';
import { searchSubscriptionUrl } from './search-subscription.js';
import { sendAnswer } from './send-page.js';

const PAGE = 20;
const MOST_PAGES = MOST_RANKED / PAGE;

const Query = Type.Object({
  q: Type.String({ default: '', maxLength: 2_000 }),
  page: Type.Integer({ minimum: 1, maximum: MOST_PAGES, default: 1 }),
  sort: Type.Enum(['relevance', 'date'], { default: 'relevance' }),
});

/** Search as a plain form; a script asks for the same page under each keystroke. */
export function searchPage(server: WebServer, context: PageContext, onRequest: ClientLimit): void {
  const helmet = widerPolicy({ 'connect-src': ["'self'"] });
  server.get('/search', { schema: { querystring: Query }, helmet, onRequest }, async (request, reply) => {
    const { q, page, sort: order } = request.query;
    const found = await findPapers(context.database, q, { limit: PAGE, offset: (page - 1) * PAGE, order });
    const today = dateIn('UTC', context.clock());
    return sendAnswer(reply, context, 'search', (texts) => ({
      q: q.slice(0, 300),
      dateline: todaysDateline(context, texts),
      searched: !isEmptySearch(found.query),
      status: statusOf(texts, q, found),
      unread: found.query.unread,
      first: (page - 1) * PAGE + 1,
      results: found.papers.map((paper, index) =>
        resultView(texts, paper, (page - 1) * PAGE + index + 1, today),
      ),
      subscription: searchSubscriptionUrl(found.corrected ?? q),
      feed: found.total === 0 ? null : `/feeds/search.atom?${new URLSearchParams({ q: q.slice(0, 300) })}`,
      sorts: (['relevance', 'date'] as const).map((sort) => ({
        text: texts.t(`search.by-${sort}`),
        href: sort === order ? null : pageHref(q, 1, sort),
      })),
      earlier: page === 1 ? null : pageHref(q, page - 1, order),
      later: page < MOST_PAGES && found.total > page * PAGE ? pageHref(q, page + 1, order) : null,
    }));
  });
}

function resultView(texts: Texts, found: FoundPaper, position: number, today: string) {
  return {
    ...paperView(texts, found, position, today),
    titleStretches: markedText(found.markedTitle),
    snippet: markedText(found.snippet),
  };
}

/** What a screen reader is told as well. */
function statusOf({ t }: Texts, q: string, { query, total, corrected }: FoundPapers): string {
  if (isEmptySearch(query)) return '';
  const typed = q.trim();
  if (total === 0) {
    return t('search.none', { typed });
  }
  const count =
    total >= MOST_RANKED ? t('search.many', { total: MOST_RANKED - 1 }) : t('search.count', { total });
  return corrected === null
    ? t('search.found', { count })
    : t('search.corrected', { typed, count, corrected });
}

function pageHref(q: string, page: number, sort: SearchOrder): string {
  const sorted = sort === 'relevance' ? {} : { sort };
  return `/search?${new URLSearchParams({ q, page: String(page), ...sorted })}`;
}
