import { Readable } from 'node:stream';
import type { Texts } from '../../../i18n/texts.js';
import { everyFeedback, feedbackCsv, feedbackFilter } from '../../../mailing/list-feedback.js';
import type { DigestKind } from '../../../model/digest.js';
import { digestName } from '../../../model/digest-period.js';
import { feedbackClasses as classes, type FeedbackClass, feedbackReasons } from '../../../model/feedback.js';
import { type ListedFeedback, listFeedback } from '../../../store/feedback/list-feedback.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';
import type { OwnTurn } from '../turn.js';

const SHOWN = 100;
const LONGEST = 100;
/** `/admin/feedback`: what came back, the newest first, and what it did; also as a file. */
export function feedbackPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/feedback.csv', need: 'feedback:read' }, async ({ request, reply }) => {
    const filter = await filterOf(context, (name) => queryOf(request, name));
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="feedback.csv"')
      .send(Readable.from(feedbackCsv(everyFeedback(context.database, filter))));
  });

  page({ method: 'GET', url: '/feedback', need: 'feedback:read' }, async (turn) => {
    const said = (name: string) => queryOf(turn.request, name).trim().slice(0, LONGEST);
    const filter = await filterOf(context, said);
    const before = /^[1-9]\d{0,14}$/.test(said('before')) ? Number(said('before')) : null;
    const found =
      filter === null ? [] : await listFeedback(context.database, filter, { before, limit: SHOWN + 1 });
    const shown = found.slice(0, SHOWN);
    const query = new URLSearchParams();
    for (const name of names) if (said(name) !== '') query.set(name, said(name));
    const file = query.size === 0 ? '/admin/feedback.csv' : `/admin/feedback.csv?${query}`;
    query.set('before', String(shown.at(-1)?.id ?? ''));
    return sendAdmin(turn, context, 'admin/feedback', (texts) => ({
      asked: Object.fromEntries(names.map((name) => [name, said(name)])),
      classes: classes.map((name) => ({
        name,
        text: texts.t(`admin-feedback.class-${name}`),
        chosen: name === said('class'),
      })),
      reasons: Object.keys(feedbackReasons).map((name) => ({ name, chosen: name === said('reason') })),
      isFiltered: before !== null || names.some((name) => said(name) !== ''),
      rows: shown.map((row) => rowView(texts, row, turn)),
      file,
      older: found.length > SHOWN ? `/admin/feedback?${query}` : null,
    }));
  });
}

const names = ['class', 'reason', 'relay', 'domain', 'digest'] as const;

/** What a form of ours cannot have asked for is not asked for. */
function filterOf({ database }: AdminContext, said: (name: (typeof names)[number]) => string) {
  const asked = Object.fromEntries(names.map((name) => [name, said(name).trim().slice(0, LONGEST)]));
  const isKnown = classes.some((name) => name === asked['class']);
  const isReason = Object.hasOwn(feedbackReasons, asked['reason'] ?? '');
  return feedbackFilter(database, {
    ...asked,
    class: isKnown ? asked['class'] : undefined,
    reason: isReason ? asked['reason'] : undefined,
  });
}

const tones: Partial<Record<FeedbackClass, string>> = { hard: 'bad', complaint: 'bad', soft: 'warn' };

function rowView({ t, dates }: Texts, row: ListedFeedback, { visit }: OwnTurn) {
  const { receivedAt, class: kind, reason, reply, status, effect, cause, domain, relay } = row;
  const sees = visit.actor.permissions.has('subscribers:read');
  return {
    at: dates.moment(receivedAt),
    iso: receivedAt.toISOString(),
    kind: t(`admin-feedback.class-${kind}`),
    tone: tones[kind] ?? '',
    reason: [reason, row.grade, reply, status].filter((part) => part !== null).join(' '),
    effect: [effect, cause].filter((part) => part !== null).join(', '),
    where: [domain, relay].filter((part) => part !== null).join(', '),
    digest: row.period === null ? '' : digestName((row.digestKind ?? 'daily') as DigestKind, row.period),
    reader: sees && row.subscriberId !== null ? `/admin/readers/${row.subscriberId}` : null,
    address: row.address ?? t('admin-feedback.nobody'),
    isSuppressed: row.isSuppressed,
    excerpt: row.excerpt,
  };
}
