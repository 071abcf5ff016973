import type { Language } from '../model/language.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { deleteSessions } from '../store/operators/operator-sessions.js';
import { setPasswordHash, setProfile } from '../store/operators/operators.js';
import { nameOfPerson } from './accept-link.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { refuseWeakPassword } from './password-rules.js';
import { requireFreshFactor } from './permit.js';
import { actorOf, type Session } from './sessions.js';

/**
 * Chooses a new password, also where there was none, and ends the other sessions.
 * @throws BroadsheetError FACTOR_NEEDED, PASSWORD_REFUSED, OVERLOADED
 */
export async function changePassword(
  { database, hasher, site, clock }: OperatorsContext,
  client: ClientFacts,
  session: Session,
  password: string,
): Promise<void> {
  requireFreshFactor(session, clock());
  const { id, name, address } = session.operator;
  await refuseWeakPassword(password, [site.name, name, address]);
  const hash = await hasher.hash(password);
  await inTransaction(database, async (transaction) => {
    await setPasswordHash(transaction, id, hash);
    await deleteSessions(transaction, id, session.idHash);
    const act = { action: 'password.set', object: ['operator', id] as const };
    await recordAct(transaction, actorOf(session, client), act);
  });
}

/**
 * How the operator is called, and in which language pages are.
 * @throws BroadsheetError INPUT_INVALID
 */
export async function changeProfile(
  { database }: OperatorsContext,
  client: ClientFacts,
  session: Session,
  typed: { readonly name: string; readonly language: Language },
): Promise<void> {
  const { id, name: former, language: spoken } = session.operator;
  const { language } = typed;
  const name = nameOfPerson(typed.name);
  if (name === former && language === spoken) return;
  await inTransaction(database, async (transaction) => {
    await setProfile(transaction, id, { name, language });
    // The audit names who acts, and so has to say who took which name.
    const facts = name === former ? { language } : { from: former, to: name };
    await recordAct(transaction, actorOf(session, client), {
      action: 'profile.set',
      object: ['operator', id],
      facts,
    });
  });
}
