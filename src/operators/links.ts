import { DAY_MS, HOUR_MS, MINUTE_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import type { Actor } from '../model/actor.js';
import type { Role } from '../model/role.js';
import { recordAct } from '../store/audit.js';
import { inTransaction, type Queryable } from '../store/database.js';
import {
  deleteInvitation,
  deleteLinks,
  findLink,
  insertLink,
  type LinkPurpose,
  type OperatorLink,
  readInvitations,
} from '../store/operators/operator-links.js';
import { findOperator, hasOperators, type OperatorSecrets } from '../store/operators/operators.js';
import type { OperatorsContext } from './operators-context.js';
import { permit } from './permit.js';
import { makeToken, tokenHash } from './secret-token.js';

const LIFETIMES: Readonly<Record<LinkPurpose, number>> = {
  first: HOUR_MS,
  invite: 7 * DAY_MS,
  recover: 30 * MINUTE_MS,
};

/** Below `/admin/`. */
const PATHS: Readonly<Record<LinkPurpose, string>> = { first: 'begin', invite: 'invite', recover: 'recover' };

/** A link as it is shown, once. */
export interface ShownLink {
  readonly url: string;
  readonly expiresAt: Date;
}

/**
 * A link by which the first owner makes an account; a former one ends.
 * @returns null where there is an operator already
 */
export function makeFirstLink(context: OperatorsContext): Promise<ShownLink | null> {
  return inTransaction(context.database, async (transaction) => {
    if (await hasOperators(transaction)) return null;
    await deleteLinks(transaction, 'first', null);
    return makeLink(context, transaction, {
      purpose: 'first',
      operatorId: null,
      role: 'owner',
      madeBy: 'start',
      makerId: null,
    });
  });
}

/**
 * A link by which somebody makes an account of a role.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export function invite(context: OperatorsContext, actor: Actor, role: Role): Promise<ShownLink> {
  permit(actor, 'operators:manage', context.clock());
  return inTransaction(context.database, async (transaction) => {
    await recordAct(transaction, actor, { action: 'operator.invite', object: null, facts: { role } });
    const link = { purpose: 'invite', operatorId: null, role, ...makerOf(actor) } as const;
    return makeLink(context, transaction, link);
  });
}

/** Invitations that nobody has followed yet, each under the hash of its token. */
export function listInvitations({ database, clock }: OperatorsContext): Promise<OperatorLink[]> {
  return readInvitations(database, clock());
}

/**
 * Takes an invitation back.
 * @returns false where it is not open any more
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED
 */
export function withdrawInvitation(
  { database, clock }: OperatorsContext,
  actor: Actor,
  hash: Buffer,
): Promise<boolean> {
  permit(actor, 'operators:manage', clock());
  return inTransaction(database, async (transaction) => {
    const isGone = await deleteInvitation(transaction, hash);
    if (isGone) await recordAct(transaction, actor, { action: 'operator.withdraw-invitation', object: null });
    return isGone;
  });
}

export interface Recovery {
  readonly operatorId: number;
  /** Whether passkeys, codes and the authenticator go when the link is followed. */
  readonly dropsFactors: boolean;
}

/**
 * A link by which an operator chooses a new password; a former one ends.
 * @throws BroadsheetError FORBIDDEN, FACTOR_NEEDED, NOT_FOUND
 */
export function makeRecoveryLink(
  context: OperatorsContext,
  actor: Actor,
  { operatorId, dropsFactors }: Recovery,
): Promise<ShownLink> {
  permit(actor, 'operators:manage', context.clock());
  return inTransaction(context.database, async (transaction) => {
    const operator = await findOperator(transaction, operatorId);
    if (operator === null || operator.disabledAt !== null) {
      throw new BroadsheetError('NOT_FOUND', 'There is no such operator, or the account is disabled.');
    }
    await deleteLinks(transaction, 'recover', operatorId);
    const object = ['operator', operatorId] as const;
    await recordAct(transaction, actor, { action: 'operator.recover', object, facts: { dropsFactors } });
    const link = { purpose: 'recover', operatorId, role: null, ...makerOf(actor) } as const;
    return makeLink(context, transaction, { ...link, dropsFactors });
  });
}

/** A link that somebody has followed, and whose account it opens; null where it makes one. */
export interface FollowedLink extends OperatorLink {
  readonly operator: OperatorSecrets | null;
}

/**
 * What stands behind the token of a link; to look changes nothing.
 * @throws BroadsheetError TOKEN_INVALID, TOKEN_EXPIRED
 */
export async function followLink(
  { database, clock }: OperatorsContext,
  purpose: LinkPurpose,
  token: string,
): Promise<FollowedLink> {
  const hash = tokenHash(token);
  if (hash === null) throw new BroadsheetError('TOKEN_INVALID', 'The link is not whole. Copy all of it.');
  const link = await findLink(database, hash, clock());
  const isOver = link?.purpose === 'first' && (await hasOperators(database));
  if (link === null || link.purpose !== purpose || isOver) throw linkOver();
  const operator = link.operatorId === null ? null : await findOperator(database, link.operatorId);
  return { ...link, operator };
}

export function linkOver(): BroadsheetError {
  const message = 'The link was used already, or its time is over. Ask for a new one.';
  return new BroadsheetError('TOKEN_EXPIRED', message);
}

function makerOf({ kind, id, name }: Actor): Pick<OperatorLink, 'madeBy' | 'makerId'> {
  return { madeBy: name, makerId: kind === 'operator' ? id : null };
}

async function makeLink(
  { site, clock }: OperatorsContext,
  database: Queryable,
  link: Pick<OperatorLink, 'purpose' | 'operatorId' | 'role' | 'madeBy' | 'makerId'> & {
    readonly dropsFactors?: boolean;
  },
): Promise<ShownLink> {
  const { token, hash } = makeToken();
  const expiresAt = new Date(clock().getTime() + LIFETIMES[link.purpose]);
  await insertLink(database, { dropsFactors: false, ...link, tokenHash: hash, expiresAt });
  return { url: `${site.url}/admin/${PATHS[link.purpose]}/${token}`, expiresAt };
}
