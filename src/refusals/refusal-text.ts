/** Stands for the recipient's own address in {@link refusalText}. */
const RECIPIENT = ' ¤ ';
/** Stands for the domain of that address where it is named by itself. */
const DOMAIN = ' ◊ ';
/** Stands for an address of another domain than the recipient's: it may be ours. */
const OTHER = ' ∆ ';

const ADDRESS = /[\w.!#$%&'*+/=?^{|}~-]{1,128}@[\w.-]{1,253}/g;
const OTHER_BRACKETS = /<(?! [¤∆] )[^<>]*>/g;

/** How a sentence ends. What follows begins with a capital, a bracket or a letter that has no case. */
const SENTENCE_ENDS = /(?<=[\p{L}\p{N}¤◊)\]>"'][.!?]|[。！？])\s+(?=[\p{Lu}\p{Lo}<[("'*])/gu;

/** What gateways append to whatever they relay; it says nothing about why. */
const FOOTER =
  /(scanned|checked|verified|filtered|protected|certified) (for|by|with|against)\b|virus.?free|no virus(es)? (was|were|has been|have been)? ?(found|detected)|(confidential|privileged|disclaimer|intended (only|solely) for)\b|please do(n't| not) reply|unattended mailbox/;

/**
 * A server's text as the phrases are matched against it: lower case, straight apostrophes, without addresses and
 * links, which carry words of their own (`spam@…`) that say nothing about the refusal, and without the footers of
 * gateways. A sentence is a line, and white space within it one space each, so that no phrase reaches from one
 * sentence into the next. Signs stand for the recipient's address (¤) and its domain (◊), and for an address of another
 * domain (∆); where the recipient is not known, any address may be theirs.
 */
export function refusalText(text: string, recipient: string | null = null): string {
  return sentencesOf(text)
    .map((sentence) => plainWords(sentence, recipient))
    .filter((sentence) => sentence !== '' && !FOOTER.test(sentence))
    .join('\n');
}

function sentencesOf(text: string): string[] {
  return text
    .replace(/\.{2,}/g, ' ')
    .replace(/\r?\n\s*\r?\n/g, '. \u00b6')
    .split(SENTENCE_ENDS)
    .flatMap((part) => part.split('\u00b6'));
}

function plainWords(sentence: string, recipient: string | null): string {
  const lower = sentence
    .toLowerCase()
    .replace(/[\u2018\u2019\u00b4`]/g, "'")
    .replace(/https?:\S+/g, ' ');
  const named =
    recipient === null ? lower.replace(ADDRESS, RECIPIENT) : withRecipient(lower, recipient.toLowerCase());
  return named.replace(OTHER_BRACKETS, ' ').replace(/\s+/g, ' ').trim();
}

function withRecipient(text: string, recipient: string): string {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1);
  const named = text
    .replaceAll(recipient, RECIPIENT)
    .replace(ADDRESS, (address) => (address.endsWith(domain) ? ' ' : OTHER));
  return domain.includes('.')
    ? named.replaceAll(new RegExp(`(?<![@\\w.-])${escaped(domain)}(?![\\w-])`, 'g'), DOMAIN)
    : named;
}

function escaped(text: string): string {
  return text.replace(/[^\w]/g, '\\$&');
}

const LONGEST_KEY = 200;

/**
 * What two refusals have in common that are the same but for whom, when and under which id: without addresses, names,
 * numbers and times. Holds nothing of the recipient.
 */
export function refusalKey(text: string, recipient: string | null): string {
  const local = recipient?.slice(0, recipient.lastIndexOf('@')).toLowerCase() ?? '';
  const words = refusalText(text, recipient).replaceAll('\n', ' ');
  const unnamed = local.length < 3 ? words : words.replaceAll(local, '¤');
  return unnamed
    .replace(/[\p{L}_.:[\]-]*\p{N}[\p{L}\p{N}_.:[\]/+-]*/gu, '#')
    .replace(/[¤◊∆]/g, '')
    .replace(/[^\p{L}#]+/gu, ' ')
    .replace(/(?:# ?)+/g, '# ')
    .trim()
    .slice(0, LONGEST_KEY);
}
