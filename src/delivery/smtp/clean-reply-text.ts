const MOST_CHARACTERS = 500;

/**
 * What of a server's text may reach a row or a job: no NUL (PostgreSQL refuses it), no control or invisible
 * format characters, no lone surrogates (a queue on jsonb stumbles over them), one space for each run of
 * white space, and 500 characters at most.
 * @returns null where nothing is left
 */
export function cleanReplyText(text: string): string | null {
  const clean = text
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    // The cut may have halved a pair.
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
  return clean === '' ? null : clean;
}
