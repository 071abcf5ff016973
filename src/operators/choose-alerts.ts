import { alertsOf } from '../model/alerts.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { insertTestAlert, setAlertChoice } from '../store/outbound/alert-mails.js';
import type { Acting } from './acting.js';
import type { ClientFacts } from './operators-context.js';
import { actorOf, type Session } from './sessions.js';

/** Chooses what an operator is told of by mail; what their role may not be told of is left out. */
export async function chooseAlerts(
  { database }: Acting,
  client: ClientFacts,
  session: Session,
  types: readonly string[],
): Promise<void> {
  const { id, role } = session.operator;
  const chosen = alertsOf(role).filter((type) => types.includes(type));
  await inTransaction(database, async (transaction) => {
    await setAlertChoice(transaction, id, chosen);
    const act = { action: 'alerts.choose', object: ['operator', id] as const, facts: { types: chosen } };
    await recordAct(transaction, actorOf(session, client), act);
  });
}

/** Has a test mailed to an operator, as an alert that cannot wait. */
export async function testAlerts(
  { database, clock }: Acting,
  client: ClientFacts,
  session: Session,
): Promise<void> {
  const { id } = session.operator;
  await inTransaction(database, async (transaction) => {
    await insertTestAlert(transaction, id, clock());
    const act = { action: 'alerts.test', object: ['operator', id] as const };
    await recordAct(transaction, actorOf(session, client), act);
  });
}
