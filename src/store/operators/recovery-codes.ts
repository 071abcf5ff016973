import type { Queryable } from '../database.js';

/** Puts these codes into the place of all that there were; none takes them away. */
export async function replaceRecoveryCodes(
  database: Queryable,
  operatorId: number,
  codeHashes: readonly Buffer[],
): Promise<void> {
  await database.query('DELETE FROM recovery_codes WHERE operator_id = $1', [operatorId]);
  await database.query(
    'INSERT INTO recovery_codes (operator_id, code_hash) SELECT $1, code_hash FROM unnest($2::bytea[]) AS code_hash',
    [operatorId, codeHashes],
  );
}

/** @returns false where the operator has no such code that was not used yet */
export async function useRecoveryCode(
  database: Queryable,
  operatorId: number,
  codeHash: Buffer,
  now: Date,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'UPDATE recovery_codes SET used_at = $3 WHERE operator_id = $1 AND code_hash = $2 AND used_at IS NULL',
    [operatorId, codeHash, now],
  );
  return rowCount === 1;
}
