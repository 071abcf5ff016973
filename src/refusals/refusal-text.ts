/** Stands for the recipient's own address in {@link refusalText}. */
const RECIPIENT = ' ¤ ';

/**
 * A server's text as the phrases are matched against it: lower case, straight apostrophes, one space for each
 * run of white space, without addresses and links, which carry words of their own (`spam@…`) that say nothing
 * about the refusal. Where the recipient is known, a sign stands for the address.
 */
export function refusalText(text: string, recipient: string | null = null): string {
  const lower = text
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/https?:\S+/g, ' ');
  const named = recipient === null ? lower : lower.replaceAll(recipient.toLowerCase(), RECIPIENT);
  return named
    .replace(/<(?! ¤ )[^<>]*>|[\w.!#$%&'*+/=?^{|}~-]{1,128}@[\w.-]{1,253}/g, ' ')
    .replace(/\s+/g, ' ');
}
