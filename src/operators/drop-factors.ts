import type { Queryable } from '../store/database.js';
import { setTotp } from '../store/operators/operators.js';
import { deletePasskeys } from '../store/operators/passkeys.js';
import { replaceRecoveryCodes } from '../store/operators/recovery-codes.js';

/** Takes away all that an account is signed in by but its password. */
export async function dropFactors(database: Queryable, operatorId: number): Promise<void> {
  await setTotp(database, operatorId, null);
  await deletePasskeys(database, operatorId);
  await replaceRecoveryCodes(database, operatorId, []);
}
