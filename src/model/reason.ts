/** What stands before the terms that a paper is there for. */
export const FOLLOWS = 'follows: ';

/** Why papers are there that no rule asked for. */
export const TOP_THREE = 'among the top three, as nothing matched';

/** Why a paper is in an edition. */
export type Reason = { readonly kind: 'follows'; readonly terms: string } | { readonly kind: 'top-three' };

/**
 * Reads a reason as editions keep it and the API gives it, in one form for all languages.
 * @returns null where there is none
 */
export function readReason(stored: string): Reason | null {
  if (stored === TOP_THREE) return { kind: 'top-three' };
  return stored.startsWith(FOLLOWS) ? { kind: 'follows', terms: stored.slice(FOLLOWS.length) } : null;
}
