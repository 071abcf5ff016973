import { DAY_MS } from '../../../durations.js';
import type { Texts } from '../../../i18n/texts.js';
import { addDays, listDateAt } from '../../../model/calendar-date.js';
import { listTaken } from '../../../store/deliveries/send-limits.js';
import { findExamination } from '../../../store/examinations.js';
import { dmarcByDay, summariseDmarc } from '../../../store/feedback/dmarc-reports.js';
import { listWatches } from '../../../store/feedback/watches.js';
import {
  MONTH_DAYS,
  readMailBy,
  readMailByDay,
  readMailReasons,
} from '../../../store/numbers/deliverability.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';
import { findingsOf, findingView } from '../system/doctor-page.js';
import { dmarcView } from './dmarc-view.js';
import { limitRows } from './limit-rows.js';
import { complaintsFigure, mailLead, outcomesFigure } from './mail-figures.js';
import { mailRows, reasonRows } from './mail-rows.js';
import { spanLinks, spanOf } from './span-of.js';
import { watchView } from './watch-view.js';

const PATH = '/admin/deliverability';
const MOST_SENDERS = 20;
const MOST_WATCHED = 20;
/** Checks of doctor that are about how mail arrives. */
const MAIL_CHECKS = /^(?:SPF|DKIM\b.*|DMARC|sender|return path|returned mail|reverse DNS)$/;

/** `/admin/deliverability`: how mail arrives; what names domains and reasons is for who may read what came back. */
export function deliverabilityPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/deliverability', need: 'numbers:read' }, async (turn) => {
    const { permissions } = turn.visit.actor;
    const { length, ...span } = spanOf(context, turn.request);
    const [mail, relays, details, findings] = await Promise.all([
      readMailByDay(context.database, span),
      readMailBy(context.database, 'relay', span.until),
      permissions.has('feedback:read') ? readDetails(context) : null,
      permissions.has('system:read') ? findExamination(context.database) : null,
    ]);
    return sendAdmin(turn, context, 'admin/deliverability', (texts) => ({
      spans: spanLinks(texts, PATH, length),
      lead: mailLead(texts, mail),
      complaints: complaintsFigure(texts, mail),
      outcomes: outcomesFigure(texts, mail),
      relays: mailRows(texts, relays),
      details: details === null ? null : detailsView(texts, details, permissions.has('subscribers:read')),
      maySeeFindings: permissions.has('system:read'),
      findings: findingsOf(findings)
        .filter(({ check }) => MAIL_CHECKS.test(check))
        .map((finding) => findingView(texts, finding)),
    }));
  });
}

type Details = Awaited<ReturnType<typeof readDetails>>;

async function readDetails({ database, config, clock }: AdminContext) {
  const now = clock();
  // Receivers report days of UTC.
  const until = listDateAt(now);
  const from = addDays(until, 1 - MONTH_DAYS);
  const [domains, reasons, days, senders, watches, taken] = await Promise.all([
    readMailBy(database, 'domain', until),
    readMailReasons(database, { from, until }),
    dmarcByDay(database, from, until),
    summariseDmarc(database, new Date(now.getTime() - MONTH_DAYS * DAY_MS), MOST_SENDERS),
    listWatches(database, MOST_WATCHED + 1),
    listTaken(database),
  ]);
  return { domains, reasons, dmarc: { from, until, days, senders }, watches, limits: { config, taken, now } };
}

function detailsView(texts: Texts, details: Details, seesReaders: boolean) {
  return {
    domains: mailRows(texts, details.domains),
    reasons: reasonRows(texts, details.reasons),
    dmarc: dmarcView(texts, details.dmarc),
    watch: watchView(texts, details.watches, {
      most: MOST_WATCHED,
      seesReaders,
      grades: details.reasons.grades,
    }),
    limits: limitRows(texts, details.limits),
  };
}
