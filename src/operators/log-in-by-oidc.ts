import { createHash, createHmac, randomBytes } from 'node:crypto';
import { BroadsheetError } from '../errors.js';
import { addressKey, addressParts } from '../model/address.js';
import { type Role, roles } from '../model/role.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import {
  findOperatorBySubject,
  insertForeignOperator,
  type OperatorSecrets,
  setRole,
} from '../store/operators/operators.js';
import { claimAttempt, unlessUnseen } from './attempts.js';
import { noteFailedLogin, refuseLogin } from './log-in.js';
import type { OidcBinding, OidcPerson, OidcProvider } from './oidc-provider.js';
import type { AdminSite, ClientFacts, OperatorsContext } from './operators-context.js';
import { beginFullSession, type SignedIn } from './sessions.js';
import { awaitAnswer, takeAsked } from './waiting-answer.js';

/** Below the site's address: where the provider sends browsers back to. */
export const OIDC_RETURN_PATH = '/admin/login/oidc/back';

/**
 * Sends somebody to the provider.
 * @param again whether a factor has to be shown there, for what asks again
 * @returns where the browser goes, and the token of a session that is good for the way back alone
 * @throws BroadsheetError PROVIDER_UNREACHABLE
 */
export async function beginOidcLogin(
  context: OperatorsContext,
  provider: OidcProvider,
  client: ClientFacts,
  again = false,
): Promise<{ readonly token: string; readonly url: URL }> {
  const { site, operatorKey } = context;
  const challenge = randomBytes(32);
  const url = await provider.addressFor(returnTo(site), bindingOf(operatorKey, challenge), again);
  return { token: await awaitAnswer(context, client, 'oidc', challenge), url };
}

/**
 * Signs in who comes back from the provider. The account is that of issuer and subject; an address binds nobody (ASVS
 * 5.0, 6.8.1). Whoever has none gets one, and the role is read anew each time.
 * @param tokens of {@link beginOidcLogin}, and what the browser had before, if any
 * @param query of the address that the browser came back to
 * @throws BroadsheetError LOGIN_FAILED, LOGIN_SLOWED, PROVIDER_UNREACHABLE; FORBIDDEN where none of their groups has a role here, or their account is disabled
 */
export async function logInByOidc(
  context: OperatorsContext,
  provider: OidcProvider,
  client: ClientFacts,
  {
    token,
    former,
    query,
  }: { readonly token: string; readonly former: string | null; readonly query: string },
): Promise<SignedIn> {
  const { database, site, operatorKey } = context;
  // Without a bound anybody could fill the audit, and have the provider asked, by calling this address.
  const attempt = await claimAttempt(context, client, { by: 'oidc' });
  const challenge = await takeAsked(context, token);
  if (challenge === null) return refuseLogin(context, client, null, 'oidc');
  const cameBack = new URL(`${returnTo(site)}${query}`);
  const person = await unlessUnseen(context, attempt, () =>
    provider.personOf(cameBack, bindingOf(operatorKey, challenge)),
  );
  if (person === null) return refuseLogin(context, client, null, 'oidc');
  const role = roleOf(provider, person);
  const operator =
    role === null
      ? null
      : await inTransaction(database, (transaction) => bring(context, transaction, client, { person, role }));
  if (role === null) return refuseKnown(context, client, null, 'no-role');
  if (operator === null) return refuseLogin(context, client, null, 'oidc');
  if (operator.disabledAt !== null) return refuseKnown(context, client, operator, 'disabled');
  const { id, name } = operator;
  // Where the provider does not say when a factor was shown, none counts as fresh.
  const authenticatedAt = person.authenticatedAt ?? new Date(0);
  const shown = { operatorId: id, name, method: 'oidc', former, authenticatedAt } as const;
  return beginFullSession(context, client, attempt, shown);
}

/** The most that one of the person's groups gives; null: none of them gives anything. */
function roleOf({ settings }: OidcProvider, { groups }: OidcPerson): Role | null {
  const given = groups.map((group) => settings.roles.get(group));
  return roles.find((role) => given.includes(role)) ?? null;
}

interface Brought {
  readonly person: OidcPerson;
  readonly role: Role;
}

/** The account of a person, made where there is none, with the role of now. */
async function bring(
  { clock }: OperatorsContext,
  transaction: Queryable,
  { clientHash }: ClientFacts,
  { person, role }: Brought,
): Promise<OperatorSecrets | null> {
  const found = await findOperatorBySubject(transaction, person);
  if (found !== null && (found.role === role || found.disabledAt !== null)) return found;
  const actor = { kind: 'system', id: null, name: 'oidc', clientHash } as const;
  if (found !== null) {
    await setRole(transaction, found.id, role);
    const facts = { from: found.role, to: role };
    await recordAct(transaction, actor, {
      action: 'operator.change-role',
      object: ['operator', found.id],
      facts,
    });
    return found;
  }
  const insert = (address: string) =>
    insertForeignOperator(transaction, {
      ...{ name: person.name, address, addressKey: addressKey(address), role, language: 'en', now: clock() },
      ...{ issuer: person.issuer, subject: person.subject },
    });
  const id = (await insert(addressOf(person))) ?? (await insert(unreachedAddress(person)));
  // The same person came in by another browser at this moment, which has made the account.
  if (id === null) return findOperatorBySubject(transaction, person);
  await recordAct(transaction, actor, {
    action: 'operator.create',
    object: ['operator', id],
    facts: { role },
  });
  return findOperatorBySubject(transaction, person);
}

/** What the provider says, unless it is no address. It may be somebody else's here. */
function addressOf(person: OidcPerson): string {
  const said = person.address === null ? null : addressParts(person.address);
  return said?.address ?? unreachedAddress(person);
}

/** One of their own that no mail reaches (RFC 2606). */
function unreachedAddress({ issuer, subject }: OidcPerson): string {
  const name = createHash('sha256')
    .update(JSON.stringify([issuer, subject]))
    .digest('hex')
    .slice(0, 16);
  return `${name}@operators.invalid`;
}

function bindingOf(operatorKey: Buffer, challenge: Buffer): OidcBinding {
  const derive = (name: string) =>
    createHmac('sha256', operatorKey).update(`oidc ${name}`).update(challenge).digest('base64url');
  return { state: derive('state'), nonce: derive('nonce'), verifier: derive('verifier') };
}

function returnTo({ url }: AdminSite): string {
  return `${url}${OIDC_RETURN_PATH}`;
}

const refusals = {
  'no-role':
    'The provider says who you are, and none of your groups has a role here. Ask who runs this site.',
  disabled: 'The provider says who you are, and your account is disabled here. Ask an owner.',
};

/** The provider has said who it is, so they may know why they are not let in. */
async function refuseKnown(
  context: OperatorsContext,
  client: ClientFacts,
  operator: Pick<OperatorSecrets, 'id'> | null,
  because: keyof typeof refusals,
): Promise<never> {
  const facts = { by: 'oidc', because };
  await noteFailedLogin(context, client, operator, facts);
  throw new BroadsheetError('FORBIDDEN', refusals[because], { details: facts });
}
