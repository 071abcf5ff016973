import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { digestPageUrl } from '../../model/links.js';
import type { SendingProgress } from '../../model/sending-control.js';
import { longDate } from '../../rendering/dates.js';
import { findDigest, listDigests } from '../../store/digests.js';
import type { PageContext, WebServer } from '../context.js';
import { nextDigestSentence } from '../next-digest.js';
import { widerPolicy } from '../security-headers.js';
import { weekdayDate } from './date-words.js';
import { dayView, editionOf, type Notice, sampleNotice } from './day-view.js';
import { citationLinks, digestCitations } from './digest-citations.js';
import { paperView } from './paper-view.js';
import { sendPage } from './send-page.js';
import { createSendingReader, sendingRoute, sendingSentence } from './sending.js';

/** The web view of a digest: the frozen papers, as they were mailed. */
export function digestPage(server: WebServer, context: PageContext): void {
  const readSending = createSendingReader(context.database, context.clock);
  sendingRoute(server, context, readSending);
  digestCitations(server, (date) => digestOf(context, date));
  const schema = { params: Type.Object({ date: Type.String() }) };
  const helmet = widerPolicy({ 'connect-src': ["'self'"] });
  server.get('/digests/:date', { schema, helmet }, async (request, reply) => {
    const digest = await digestOf(context, request.params.date);
    return sendPage(reply, context.views, 'day', await view(context, digest, await readSending(digest)));
  });
}

async function digestOf(context: PageContext, date: string): Promise<DigestWithPapers> {
  const digest = isCalendarDate(date) ? await findAnyDigest(context, date) : null;
  if (digest === null) throw new BroadsheetError('DIGEST_NOT_FOUND', `There is no digest for ${date}.`);
  return digest;
}

/** Who was sent the sample day follows its link here as well. */
async function findAnyDigest(
  { database }: PageContext,
  date: CalendarDate,
): Promise<DigestWithPapers | null> {
  return (await findDigest(database, 'daily', date)) ?? (await findDigest(database, 'sample', date));
}

async function view(context: PageContext, digest: DigestWithPapers, progress: SendingProgress | null) {
  const { period, papers } = digest;
  const [before] = await listDigests(context.database, { kind: digest.kind, before: period, limit: 1 });
  return dayView({
    heading: `Digest of ${weekdayDate(period)}`,
    byline: bylineOf(digest),
    day: null,
    dateline: longDate(period),
    description: `The papers of the digest of ${longDate(period)}.`,
    notices: noticesOf(digest),
    sending: sendingOf(digest, progress),
    papers: papers.map((paper) => paperView(paper, paper.position, period)),
    citations: citationLinks(digest),
    edition: editionOf(papers.length),
    earlier:
      before === undefined
        ? null
        : { href: digestPageUrl('', before.period), text: weekdayDate(before.period) },
    later: { href: '/digests', text: 'All digests' },
    nextDigest: nextDigestSentence(context.config, context.clock()),
  });
}

function sendingOf({ kind, period }: DigestWithPapers, progress: SendingProgress | null) {
  const text = kind === 'sample' || progress === null ? null : sendingSentence(progress);
  return text === null ? null : { text, href: `${digestPageUrl('', period)}/sending` };
}

function bylineOf({ papers, releasedAt }: DigestWithPapers): string | null {
  if (papers.length === 0) return null;
  return releasedAt === null ? 'frozen, not mailed yet' : 'as it was mailed';
}

function noticesOf({ kind, papers }: DigestWithPapers): readonly Notice[] {
  if (kind === 'sample') return [sampleNotice];
  if (papers.length > 0) return [];
  return [{ tone: null, text: 'There was no list for this day, so nothing was mailed.' }];
}
