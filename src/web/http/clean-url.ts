/**
 * What programs that make links of plain text take into them behind a token, and what quoted-printable and folded
 * lines leave there. A token ends in a letter or digit, so nothing of it is cut off.
 */
const BEHIND_TOKEN =
  /^([^?#]*\/[A-Za-z0-9_-]{39}(?:[A-Za-z0-9]|[-_]0?))(?:[.,;:!?)\]}>'"*/\s]|=(?:20|3D|0D|0A)?|%(?:20|0[9ADad]|2[279]|3[Ee]|5[Dd]|7[Dd]))+(?=$|\?)/;

/** NUL, and halves of surrogate pairs written as if they were characters: no text here may hold either. */
const NO_TEXT = /%00|%ed%[ab]/i;

/** Where what cannot be read is answered as everything else is. */
export const UNREADABLE_PATH = '/unreadable-address';

/** The address of a request as it is routed: links that mail programs spoiled work, and what is no text is refused. */
export function cleanUrl(url: string): string {
  const cleaned = url.replace(BEHIND_TOKEN, '$1');
  const [path = ''] = cleaned.split('?', 1);
  if (NO_TEXT.test(path) || !isDecodable(path)) return UNREADABLE_PATH;
  if (!NO_TEXT.test(cleaned)) return cleaned;
  // Whoever leaves does, whatever a program has put behind the link.
  return path.startsWith('/unsubscribe/') ? path : UNREADABLE_PATH;
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
