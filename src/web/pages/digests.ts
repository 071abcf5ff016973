import Type from 'typebox';
import type { Texts } from '../../i18n/texts.js';
import { type CalendarDate, isCalendarDate } from '../../model/calendar-date.js';
import { type DigestKind, type PeriodicKind, periodicKinds } from '../../model/digest.js';
import { digestPageUrl } from '../../model/links.js';
import { readText } from '../../paper-text/readable-text.js';
import { type DigestSummary, listDigests } from '../../store/digests/digests.js';
import type { PageContext, WebServer } from '../http/context.js';
import { nextDigestSentence } from '../sentences/next-digest.js';
import { archiveHeading, digestLinkText } from './digest-words.js';
import { todaysDateline } from './message-page.js';
import { sendShared } from './send-page.js';

/** About two months of days. */
const SHOWN = 60;

/** The archive: the digests of each kind, newest first, by month; those of months by year. */
export function digestsPage(server: WebServer, context: PageContext): void {
  const text = Type.Optional(Type.String());
  const schema = { querystring: Type.Object({ kind: text, before: text }) };
  server.get('/digests', { schema }, async (request, reply) => {
    const { kind: asked, before } = request.query;
    const kind = periodicKinds.find((known) => known === asked) ?? 'daily';
    const from = before !== undefined && isCalendarDate(before) ? before : null;
    return sendShared(request, reply, { ...context, key: archiveUrl(kind, from) }, async (texts) => {
      const upTo = from === null ? {} : { before: from };
      const found = await listDigests(context.database, { kind, ...upTo, limit: SHOWN + 1 });
      return ['digests', archiveView(context, texts, kind, found)];
    });
  });
}

/** Where the digests of a kind are listed; samples are on no list. */
export function digestsUrl(kind: DigestKind): string {
  return kind === 'daily' || kind === 'sample' ? '/digests' : `/digests?kind=${kind}`;
}

function archiveUrl(kind: PeriodicKind, before: CalendarDate | null): string {
  return before === null ? digestsUrl(kind) : `/digests?kind=${kind}&before=${before}`;
}

function archiveView(
  context: PageContext,
  texts: Texts,
  kind: PeriodicKind,
  found: readonly DigestSummary[],
) {
  const shown = found.slice(0, SHOWN);
  const last = found.length > SHOWN ? shown.at(-1) : undefined;
  return {
    lead: texts.t(`digests.lead-${kind}`),
    tabs: periodicKinds.map((tab) => ({
      href: digestsUrl(tab),
      text: texts.t(`digests.${tab}`),
      current: tab === kind,
    })),
    months: byHeading(texts, shown),
    older: last === undefined ? null : archiveUrl(kind, last.period),
    nothingYet: nothingYet(texts, context, kind),
    dateline: todaysDateline(context, texts),
  };
}

function nothingYet(texts: Texts, { config, clock }: PageContext, kind: PeriodicKind): string {
  const sentence = texts.t('digests.nothing-yet');
  return kind === 'daily' ? `${sentence} ${nextDigestSentence(texts, config, clock())}` : sentence;
}

function byHeading(texts: Texts, digests: readonly DigestSummary[]) {
  const groups = new Map<string, { readonly text: string; readonly held: DigestSummary[] }>();
  for (const digest of digests) {
    const { id, text } = archiveHeading(texts, digest);
    const group = groups.get(id) ?? { text, held: [] };
    group.held.push(digest);
    groups.set(id, group);
  }
  return [...groups].map(([id, { text, held }]) => ({
    id,
    text,
    digests: held.map((digest) => ({
      href: digestPageUrl('', digest),
      iso: digest.kind === 'weekly' ? null : digest.period.slice(0, digest.kind === 'monthly' ? 7 : 10),
      text: digestLinkText(texts, digest),
      papers: texts.t('digests.papers', { papers: digest.paperCount }),
      titles: digest.titles.map((title) => readText(title || texts.t('paper.untitled'))),
    })),
  }));
}
