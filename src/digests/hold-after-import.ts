import { type DigestName, digestName } from '../model/digest-period.js';
import { isLargeImport } from '../model/import-share.js';
import { recordAct } from '../store/audit.js';
import { type Database, inTransaction, type Queryable } from '../store/database.js';
import { findDeskDigest } from '../store/digests/desk-digests.js';
import { countImportedReaders } from '../store/digests/imported-readers.js';
import { insertHold, lockRelease } from '../store/digests/release-desk.js';

export interface HoldingContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly log: { warn(fields: object, event: string): void };
}

/** It stands where the name of an operator does, whatever the language. */
const HOLDER = 'Broadsheet';
const bySystem = { kind: 'system', id: null, name: 'imports', clientHash: null } as const;

/**
 * Holds a frozen digest that is the first after a large import, whatever DIGEST_APPROVAL says: an operator lifts it, who
 * knows where those people come from. What was lifted is not held again for the same people.
 * @returns whether it is held now by this
 */
export async function holdAfterImport(context: HoldingContext, name: DigestName): Promise<boolean> {
  const { database, clock, log } = context;
  // Most digests need no lock to be seen through.
  if (!isLargeImport(await countImportedReaders(database, name))) return false;
  const isHeld = await inTransaction(database, async (client) => {
    await lockRelease(client, name);
    return holdLocked(client, name, clock());
  });
  if (isHeld) log.warn({ ...name }, 'digest-held');
  return isHeld;
}

/** The same within a transaction that has {@link lockRelease}. */
async function holdLocked(client: Queryable, name: DigestName, now: Date): Promise<boolean> {
  const share = await countImportedReaders(client, name);
  if (!isLargeImport(share)) return false;
  // Whatever day somebody asks for: one that is not made yet, or never was, is not the first after it.
  const { id, papers } = await findDeskDigest(client, name);
  if (id === null || papers === 0) return false;
  const reason = `${share.imported} of its ${share.readers} readers came by imports since the last one`;
  if (!(await insertHold(client, name, { by: HOLDER, reason, now, share }))) return false;
  await recordAct(client, bySystem, {
    action: 'digest.hold',
    object: ['digest', digestName(name.kind, name.period)],
    facts: { reason, ...share },
  });
  return true;
}
