import type { FastifyReply } from 'fastify';
import Type from 'typebox';
import { isCalendarDate } from '../../model/calendar-date.js';
import { digestPageUrl } from '../../model/links.js';
import { type DigestSummary, listDigests } from '../../store/digests.js';
import type { PageContext, WebServer } from '../context.js';
import { nextDigestSentence } from '../next-digest.js';
import { monthName, weekdayDate } from './date-words.js';
import { todaysDateline } from './message-page.js';
import { sendPage } from './send-page.js';

/** About two months. */
const SHOWN = 60;

/** The archive: every day's digest, newest first, by month. */
export function digestsPage(server: WebServer, context: PageContext): void {
  const schema = { querystring: Type.Object({ before: Type.Optional(Type.String()) }) };
  server.get('/digests', { schema }, async (request, reply) => {
    const { before } = request.query;
    const asked = before !== undefined && isCalendarDate(before) ? { before } : {};
    const found = await listDigests(context.database, { ...asked, limit: SHOWN + 1 });
    return sendArchive(reply, context, found);
  });
}

function sendArchive(
  reply: FastifyReply,
  context: PageContext,
  found: readonly DigestSummary[],
): Promise<FastifyReply> {
  const shown = found.slice(0, SHOWN);
  const last = found.length > SHOWN ? shown.at(-1) : undefined;
  return sendPage(reply, context.views, 'digests', {
    months: byMonth(shown),
    older: last === undefined ? null : `/digests?before=${last.period}`,
    nothingYet: `No digest was frozen yet. ${nextDigestSentence(context.config, context.clock())}`,
    dateline: todaysDateline(context),
  });
}

function byMonth(digests: readonly DigestSummary[]) {
  const months = new Map<string, DigestSummary[]>();
  for (const digest of digests) {
    const month = digest.period.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), digest]);
  }
  return [...months].map(([month, held]) => ({
    id: month,
    text: monthName(`${month}-01`),
    digests: held.map(({ period, paperCount }) => ({
      href: digestPageUrl('', period),
      iso: period,
      text: weekdayDate(period),
      papers: paperCount === 1 ? '1 paper' : `${paperCount || 'no'} papers`,
    })),
  }));
}
