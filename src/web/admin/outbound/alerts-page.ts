import { alertName, alertSentence } from '../../../i18n/alert-words.js';
import type { Texts } from '../../../i18n/texts.js';
import { alertsOf } from '../../../model/alerts.js';
import { chooseAlerts, testAlerts } from '../../../operators/choose-alerts.js';
import { listAlerts, readAlertChoice, type ToldAlert } from '../../../store/outbound/alert-mails.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { doneSentence, fieldsOf, queryOf } from '../fields.js';
import { sendAdmin } from '../send-admin.js';

const SHOWN = 50;

/** `/admin/alerts`: what I am told of by mail, and what I was. */
export function alertsPage({ page }: AdminRoutes, context: AdminContext): void {
  const { database, operators, queues, place } = context;
  page({ method: 'GET', url: '/alerts', need: null }, async (turn) => {
    const { id, role, address } = turn.visit.session.operator;
    const chosen = await readAlertChoice(database, id);
    const told = await listAlerts(database, id, SHOWN);
    return sendAdmin(turn, context, 'admin/alerts', (texts) => ({
      done: doneSentence(texts, queryOf(turn.request, 'done'), ['alerts-chosen', 'alerts-test']),
      address,
      types: alertsOf(role).map((type) => ({
        type,
        name: alertName(texts, type),
        chosen: chosen.includes(type),
      })),
      told: told.map((one) => toldView(texts, one)),
    }));
  });

  page({ method: 'POST', url: '/alerts', need: null }, async ({ request, reply, visit }) => {
    await chooseAlerts(operators, visit.client, visit.session, fieldsOf(request, 'type'));
    return reply.redirect(`${place.base}/admin/alerts?done=alerts-chosen`, 303);
  });

  page({ method: 'POST', url: '/alerts/test', need: null }, async ({ reply, visit }) => {
    await testAlerts(operators, visit.client, visit.session);
    await queues.sendOutbound();
    return reply.redirect(`${place.base}/admin/alerts?done=alerts-test`, 303);
  });
}

function toldView(texts: Texts, { type, data, at, mail, mailedAt }: ToldAlert) {
  const { t, dates } = texts;
  const state = mail === 'sent' || mail === 'failed' ? mail : 'waiting';
  return {
    sentence: alertSentence(texts, type, data),
    at: dates.moment(at),
    mail: t(`admin-alerts.mail-${state}`, { at: mailedAt === null ? '' : dates.moment(mailedAt) }),
    tone: mail === 'failed' ? 'bad' : 'quiet',
  };
}
