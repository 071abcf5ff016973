import { createHash } from 'node:crypto';

/**
 * A short name of texts as they are, by which a form says which ones it showed: whoever saves others in their place
 * has then read them.
 */
export function textVersion(...texts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('base64url').slice(0, 12);
}
