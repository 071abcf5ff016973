import type { Queryable } from '../database.js';

/**
 * Spends a token on a body. A transaction that does so at the same moment is waited for.
 * @returns false where it was spent on another body before
 */
export async function spendToken(
  client: Queryable,
  token: { readonly hash: Buffer; readonly content: Buffer; readonly at: Date },
): Promise<boolean> {
  await client.query(
    `INSERT INTO webhook_tokens (token_hash, content_hash, seen_at) VALUES ($1, $2, $3)
     ON CONFLICT (token_hash) DO NOTHING`,
    [token.hash, token.content, token.at],
  );
  const { rows } = await client.query<{ same: boolean }>(
    'SELECT content_hash = $2 AS same FROM webhook_tokens WHERE token_hash = $1',
    [token.hash, token.content],
  );
  return rows[0]?.same === true;
}

/** Tokens are refused for their age long before they are forgotten. */
export async function dropTokens(database: Queryable, before: Date): Promise<void> {
  await database.query('DELETE FROM webhook_tokens WHERE seen_at < $1', [before]);
}
