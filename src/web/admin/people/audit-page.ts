import type { Texts } from '../../../i18n/texts.js';
import { type AuditEvent, listAudit } from '../../../store/audit-events.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';

const SHOWN = 100;
const LONGEST_FILTER = 60;

/** `/admin/audit`: who did what and when, a hundred acts a page. */
export function auditPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/audit', need: 'audit:read' }, async (turn) => {
    const filter = (name: string) => queryOf(turn.request, name).trim().slice(0, LONGEST_FILTER);
    const [actor, action] = [filter('who'), filter('what')];
    const given = queryOf(turn.request, 'before');
    const before = /^[1-9]\d{0,14}$/.test(given) ? Number(given) : undefined;
    const found = await listAudit(context.database, {
      action: action || undefined,
      actor: actor || undefined,
      before,
      limit: SHOWN + 1,
    });
    const events = found.slice(0, SHOWN);
    const last = events.at(-1);
    const older = new URLSearchParams({ who: actor, what: action, before: String(last?.id ?? '') });
    return sendAdmin(turn, context, 'admin/audit', (texts) => ({
      actor,
      action,
      isFiltered: actor !== '' || action !== '' || before !== undefined,
      events: events.map((event) => eventView(texts, event)),
      older: found.length > SHOWN ? `/admin/audit?${older}` : null,
    }));
  });
}

function eventView({ t, dates }: Texts, event: AuditEvent) {
  const { at, actorKind, actorName, action, objectKind, objectId, facts } = event;
  return {
    at: dates.moment(at),
    iso: at.toISOString(),
    who: actorName,
    kind: t(`admin-audit.kind-${actorKind}`),
    action,
    object: objectKind === null ? '' : `${objectKind} ${objectId ?? ''}`.trim(),
    facts: Object.entries(facts)
      .filter(([, value]) => value !== null && value !== '')
      .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
      .join('; '),
  };
}
