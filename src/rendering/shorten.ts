/** Words whose full stop ends no sentence, and initials. */
const ABBREVIATION = /(?:\b(?:al|e\.g|i\.e|cf|vs|etc|resp|approx|Fig|Figs|Eq|Sec|No|Dr|Prof|St)|\b\p{L})\.$/u;

const SENTENCE_END = /[.!?]["'”’)\]]*(?=\s+["'“‘([]?[\p{Lu}\p{N}])/gu;

/** Where a title can stop and still be one: before a colon, a dash, or a word that leads on. */
const TITLE_BREAK =
  /[:;]\s|,\s|\s[–—-]\s|\s(?:via|with|for|by|using|through|from|towards?|without|under|across|and|in|on)\s/giu;

/** What must not stand right before an ellipsis. */
const DANGLING = /[\s,;:.–—([{"'“‘-]+$/u;

/**
 * The beginning of a text: up to the last sentence that ends between about half of `limit` and `limit`
 * characters, else cut at a word with an ellipsis. A text within the limit stays whole.
 */
export function shortenText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = lastWithin(text, SENTENCE_END, { from: limit / 2, to: limit }, (match) => {
    const stop = match.index + match[0].length;
    return ABBREVIATION.test(text.slice(0, match.index + 1)) ? null : stop;
  });
  return end === null ? cutAtWord(text, limit) : text.slice(0, end);
}

/** The beginning of a title that still says something: cut where the sense allows it, else at a word. */
export function shortenTitle(title: string, limit: number): string {
  if (title.length <= limit) return title;
  const end = lastWithin(title, TITLE_BREAK, { from: limit / 2, to: limit }, (match) => match.index);
  return end === null ? cutAtWord(title, limit) : title.slice(0, end).trimEnd();
}

function lastWithin(
  text: string,
  pattern: RegExp,
  { from, to }: { readonly from: number; readonly to: number },
  stopOf: (match: RegExpExecArray) => number | null,
): number | null {
  let last: number | null = null;
  for (const match of text.slice(0, to + 2).matchAll(pattern)) {
    const stop = stopOf(match);
    if (stop !== null && stop >= from && stop <= to) last = stop;
  }
  return last;
}

function cutAtWord(text: string, limit: number): string {
  const space = text.lastIndexOf(' ', limit - 1);
  // A script without spaces is cut between characters, never inside a surrogate pair.
  const end = space > limit / 2 ? space : limit - 1;
  return `${text
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, '')
    .replace(DANGLING, '')}…`;
}
