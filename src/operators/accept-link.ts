import { BroadsheetError } from '../errors.js';
import { addressKey, addressParts } from '../model/address.js';
import type { Language } from '../model/language.js';
import { oneLine } from '../model/one-line.js';
import {
  hasSecondFactor,
  type LoginMethod,
  type Operator,
  type SessionStep,
  stepAfterPassword,
} from '../model/operator.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import { setChallenge, takeChallenge } from '../store/operators/challenges.js';
import { useLink } from '../store/operators/operator-links.js';
import { deleteSessions } from '../store/operators/operator-sessions.js';
import {
  findOperator,
  findOperatorByKey,
  hasOperators,
  insertOperator,
  lockAccounts,
  type OperatorSecrets,
  setPasswordHash,
} from '../store/operators/operators.js';
import { insertPasskey, readPasskeys } from '../store/operators/passkeys.js';
import { dropFactors } from './drop-factors.js';
import { type FollowedLink, linkOver } from './links.js';
import type { ClientFacts, OperatorsContext } from './operators-context.js';
import { askForNewPasskey, CEREMONY_MS, type CreationOptions, readNewPasskey } from './passkey-ceremony.js';
import { refuseWeakPassword } from './password-rules.js';
import { beginSession, type SignedIn } from './sessions.js';
import { passkeyHandle } from './show-passkey.js';

/** What somebody types who makes an account; a recovery has it already and looks at none of it. */
export interface TypedAccount {
  readonly name: string;
  readonly address: string;
  readonly language: Language;
}

const MOST_NAME = 80;

/**
 * Makes the account of a link, or opens the one there is, with a password.
 * @returns a session whose step says what is missing: a second factor to show or to enrol
 * @throws BroadsheetError TOKEN_EXPIRED, PASSWORD_REFUSED, ADDRESS_INVALID, ADDRESS_TAKEN, INPUT_INVALID
 */
export async function acceptLink(
  context: OperatorsContext,
  client: ClientFacts,
  link: FollowedLink,
  typed: TypedAccount & { readonly password: string },
): Promise<SignedIn> {
  const { database, hasher, site } = context;
  const account = accountOf(link, typed);
  await refuseTaken(database, link, account);
  await refuseWeakPassword(typed.password, [site.name, account.name, account.address]);
  const passwordHash = await hasher.hash(typed.password);
  return enter(context, client, link, async (transaction) => {
    const operator = await openAccount(context, transaction, client, { link, account, passwordHash });
    const step = stepAfterPassword(operator.factors, site.secondFactorMayWait);
    return { operator, step, method: 'link' };
  });
}

/**
 * Asks for the passkey that an account is to be opened by.
 * @throws BroadsheetError FACTOR_REFUSED, ADDRESS_INVALID, ADDRESS_TAKEN, INPUT_INVALID
 */
export async function askForFirstPasskey(
  { database, site, clock, operatorKey }: OperatorsContext,
  link: FollowedLink,
  typed: TypedAccount,
): Promise<CreationOptions> {
  const { name, address } = accountOf(link, typed);
  if (!takesPasskey(link)) throw passkeyRefused();
  await refuseTaken(database, link, { address });
  const passkeys = link.operator === null ? [] : await readPasskeys(database, link.operator.id);
  const handle = passkeyHandle(operatorKey, address);
  const { options, challenge } = await askForNewPasskey(site, { handle, name, address, passkeys });
  const until = new Date(clock().getTime() + CEREMONY_MS);
  await setChallenge(database, 'link', link.tokenHash, { challenge, until });
  return options;
}

/**
 * Makes the account of a link, or opens the one there is, with a passkey.
 * @param passkey the browser's answer, and what its owner calls it
 * @returns a full session: a passkey is both factors
 * @throws BroadsheetError FACTOR_REFUSED, TOKEN_EXPIRED, ADDRESS_INVALID, ADDRESS_TAKEN, INPUT_INVALID
 */
export async function acceptLinkByPasskey(
  context: OperatorsContext,
  client: ClientFacts,
  link: FollowedLink,
  typed: TypedAccount & { readonly passkey: { readonly answer: unknown; readonly name: string } },
): Promise<SignedIn> {
  const { database, site, clock } = context;
  const account = accountOf(link, typed);
  const challenge = await takeChallenge(database, 'link', link.tokenHash, clock());
  const passkey = challenge === null ? null : await readNewPasskey(site, challenge, typed.passkey.answer);
  if (passkey === null) throw passkeyRefused();
  return enter(context, client, link, async (transaction) => {
    const operator = await openAccount(context, transaction, client, { link, account, passwordHash: null });
    if (!takesPasskey({ operator, dropsFactors: false })) throw passkeyRefused();
    const naming = { name: nameOfPasskey(typed.passkey.name), now: clock() };
    if (!(await insertPasskey(transaction, operator.id, passkey, naming))) throw passkeyRefused();
    return { operator, step: 'full', method: 'passkey' };
  });
}

/**
 * Whether a passkey may be made behind a link. A recovery that keeps the second factor asks for it: a passkey, which is
 * both factors, would be the way past it.
 */
export function takesPasskey({
  operator,
  dropsFactors,
}: {
  readonly operator: Operator | null;
  readonly dropsFactors: boolean;
}): boolean {
  return operator === null || dropsFactors || !hasSecondFactor(operator.factors);
}

export function passkeyRefused(): BroadsheetError {
  const message = 'The passkey could not be taken. Try again; each can be added once, within five minutes.';
  return new BroadsheetError('FACTOR_REFUSED', message);
}

/** What a passkey is called in the list of its owner. */
export function nameOfPasskey(typed: string): string {
  const name = oneLine(typed).slice(0, MOST_NAME);
  return name === '' ? 'Passkey' : name;
}

/**
 * A name as it is kept.
 * @throws BroadsheetError INPUT_INVALID
 */
export function nameOfPerson(typed: string): string {
  const name = oneLine(typed);
  if (name !== '' && name.length <= MOST_NAME) return name;
  throw new BroadsheetError('INPUT_INVALID', `Give a name of 1 to ${MOST_NAME} characters.`, {
    details: { field: 'name' },
  });
}

interface Account extends TypedAccount {
  readonly addressKey: string;
}

function accountOf({ operator }: FollowedLink, typed: TypedAccount): Account {
  if (operator !== null) {
    const { name, address, language } = operator;
    return { name, address, language, addressKey: addressKey(address) };
  }
  const name = nameOfPerson(typed.name);
  const parts = addressParts(typed.address);
  if (parts === null)
    throw new BroadsheetError('ADDRESS_INVALID', 'This is not an address that mail can be sent to.');
  return { name, address: parts.address, addressKey: addressKey(parts.address), language: typed.language };
}

async function refuseTaken(
  database: Queryable,
  { operator }: FollowedLink,
  { address }: Pick<Account, 'address'>,
): Promise<void> {
  if (operator === null && (await findOperatorByKey(database, addressKey(address))) !== null)
    throw addressTaken();
}

function addressTaken(): BroadsheetError {
  return new BroadsheetError('ADDRESS_TAKEN', 'Another operator has this address.');
}

interface Entered {
  readonly operator: OperatorSecrets;
  readonly step: Exclude<SessionStep, 'passkey'>;
  readonly method: LoginMethod;
}

/** Uses the link up, opens the account and signs in: all of it, or nothing. */
function enter(
  { database, clock }: OperatorsContext,
  client: ClientFacts,
  link: FollowedLink,
  open: (transaction: Queryable) => Promise<Entered>,
): Promise<SignedIn> {
  return inTransaction(database, async (transaction) => {
    const now = clock();
    if (!(await useLink(transaction, link.tokenHash, now))) throw linkOver();
    const { operator, step, method } = await open(transaction);
    const { id, name } = operator;
    return beginSession(transaction, client, { operatorId: id, name, step, method, former: null }, now);
  });
}

interface Opening {
  readonly link: FollowedLink;
  readonly account: Account;
  /** Null where a passkey is shown in its place. */
  readonly passwordHash: string | null;
}

async function openAccount(
  { clock }: OperatorsContext,
  transaction: Queryable,
  client: ClientFacts,
  { link, account, passwordHash }: Opening,
): Promise<OperatorSecrets> {
  const id = link.operator?.id ?? (await makeAccount(transaction, { link, account, passwordHash }, clock()));
  if (link.operator !== null) {
    if (link.dropsFactors) await dropFactors(transaction, id);
    if (passwordHash !== null) await setPasswordHash(transaction, id, passwordHash);
    await deleteSessions(transaction, id, null);
  }
  const operator = await findOperator(transaction, id);
  if (operator === null) throw linkOver();
  const actor = { kind: 'operator', id, name: operator.name, clientHash: client.clientHash } as const;
  const action = link.operator === null ? 'operator.create' : 'operator.return';
  const facts = { role: operator.role, invitedBy: link.madeBy, droppedFactors: link.dropsFactors };
  await recordAct(transaction, actor, { action, object: ['operator', id], facts });
  return operator;
}

async function makeAccount(
  transaction: Queryable,
  { link, account, passwordHash }: Opening,
  now: Date,
): Promise<number> {
  await lockAccounts(transaction);
  // Two may follow two links to the first account at the same moment.
  if (link.purpose === 'first' && (await hasOperators(transaction))) throw linkOver();
  const role = link.role ?? 'viewer';
  const id = await insertOperator(transaction, { ...account, role, passwordHash, now });
  if (id === null) throw addressTaken();
  return id;
}
