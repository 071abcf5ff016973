import type { Actor } from '../model/actor.js';
import type { Acting } from '../operators/acting.js';
import { permit } from '../operators/permit.js';
import { recordAct } from '../store/audit.js';
import { inTransaction } from '../store/database.js';
import { countUncertain, forgetLoss, openRestore, type Restore, releaseMail } from '../store/restores.js';
import type { Keyring } from '../subscribers/keyring.js';
import { type SettledCopy, settleCopy } from './settle-copy.js';

export interface HeldContext extends Acting {
  readonly keyring: Keyring;
  readonly departureFiles: readonly string[];
  readonly log: { warn(fields: object, event: string): void };
}

export interface ReleasedMail extends Pick<SettledCopy, 'left' | 'erased' | 'uncertain'> {
  readonly held: Restore;
  /** What waited and is sent, because it is known that nothing was lost. */
  readonly reopened: number;
}

/**
 * Lets all mail go on that is held because an older copy took the place of the data.
 * @param nothingLost nothing was mailed since the copy was made, so that what was due is sent
 * @returns null where no mail was held
 * @throws BroadsheetError FORBIDDEN
 */
export async function releaseHeldMail(
  context: HeldContext,
  actor: Actor,
  { nothingLost }: { readonly nothingLost: boolean },
): Promise<ReleasedMail | null> {
  const { database, log, clock } = context;
  permit(actor, 'digests:steer', clock());
  const held = await openRestore(database);
  if (held === null) return null;
  const { left, erased } = await settleCopy({ ...context, copiedAt: held.copiedAt });
  const reopened = nothingLost ? await forgetLoss(database) : 0;
  const uncertain = await countUncertain(database);
  await inTransaction(database, async (client) => {
    if (!(await releaseMail(client))) return;
    const facts = { how: held.how, copiedAt: held.copiedAt, nothingLost };
    await recordAct(client, actor, { action: 'mail.release', object: null, facts });
  });
  log.warn({ how: held.how, nothingLost }, 'mail-released');
  return { held, left, erased, uncertain, reopened };
}
