/**
 * A server's text as the phrases are matched against it: lower case, straight apostrophes, one space for each
 * run of white space, without addresses and links, which carry words of their own (`spam@…`) that say nothing
 * about the refusal.
 */
export function refusalText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/https?:\S+/g, ' ')
    .replace(/<[^<>]*>|[\w.!#$%&'*+/=?^{|}~-]{1,128}@[\w.-]{1,253}/g, ' ')
    .replace(/\s+/g, ' ');
}
