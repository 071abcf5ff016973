/** Words whose full stop ends no sentence, and initials. */
const ABBREVIATION = /(?:\b(?:al|e\.g|i\.e|cf|vs|etc|resp|approx|Fig|Figs|Eq|Sec|No|Dr|Prof|St)|\b\p{L})\.$/u;

const SENTENCE_END = /[.!?]["'”’)\]]*(?=\s+["'“‘([]?[\p{Lu}\p{N}])/gu;

/** Words that lead on to more: nothing ends on one, and a title can end before one. */
const LEADING_ON =
  'a|an|the|of|for|with|via|by|using|through|from|to|towards?|without|within|under|across|and|or|in|on|at|as|is|are|be|can|that|' +
  'which|when|while|where|how|into|over|between|beyond|versus|vs\\.?|their|its|our|your|than|not|per|&|\\+';
const ENDS_LEADING_ON = new RegExp(`(?:^|\\s)(?:${LEADING_ON})$`, 'iu');

/** Where one part of a title ends and the next begins; an enumeration does not go over it. */
const PART =
  /[:;?!]\s+|\s[–—-]\s|\s+(?=(?:via|with|for|by|using|through|from|towards?|without|under|across|in|on|of|to|as)\s)/giu;

/** What stands between the members of an enumeration. */
const SEPARATOR = /,\s|\s(?:and|or|&|vs\.?)\s|\s\+\s/giu;

/** Where the clause of a sentence can stop. */
const CLAUSE_END = /[,;]\s|\s(?:by|with|using|through|via|while|on|and|that|which|for|to)\s/giu;

/** What must not stand right before an ellipsis. */
const DANGLING = /[\s,;:.–—([{"'“‘-]+$/u;

/** The last part of a limit in which the sense decides where a text is cut. */
const BY_SENSE = 0.6;
/** Less of a title says nothing. */
const LEAST_TITLE = 8;

/**
 * The beginning of a text: up to the last sentence that ends between about half of `limit` and `limit`
 * characters, else cut at a word with an ellipsis. A text within the limit stays whole.
 */
export function shortenText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let end: number | null = null;
  for (const stop of sentenceEnds(text.slice(0, limit + 2)))
    if (stop >= limit / 2 && stop <= limit) end = stop;
  return end === null ? cutAtWord(text, limit) : text.slice(0, end);
}

/**
 * The first sentence of a text, whole where it is within the limit; a longer one up to the end of a clause in the last
 * four tenths, else cut at a word. What was cut ends in an ellipsis: without it the beginning may say something untrue.
 */
export function shortenSentence(text: string, limit: number): string {
  const [end = text.length] = sentenceEnds(text);
  const sentence = text.slice(0, end);
  if (sentence.length <= limit) return sentence;
  const clauses = [...sentence.slice(0, limit).matchAll(CLAUSE_END)].map(({ index }) => index);
  const stop = clauses
    .filter((index) => index >= limit * BY_SENSE && !isInsideEnumeration(sentence, index))
    .at(-1);
  return stop === undefined ? cutAtWord(sentence, limit) : ellipsis(sentence.slice(0, stop));
}

/** `, video, and audio` behind a stop, or `text, video` before one at `and`: what is named is not all. */
function isInsideEnumeration(sentence: string, index: number): boolean {
  const rest = sentence.slice(index);
  if (/^,\s+(?:and|or)\s/u.test(rest)) return true;
  if (/^,\s+(?:[^\s,]+,?\s+){1,4}?(?:and|or)\s/u.test(rest)) return true;
  return /^\s(?:and|or)\s/u.test(rest) && /,\s+[^\s,]+(?:\s+[^\s,]+){0,2}$/u.test(sentence.slice(0, index));
}

/**
 * The beginning of a title that still says something, with an ellipsis: its name first where it has one before a colon,
 * cut before a word that leads on or else at a word, and never inside an enumeration.
 */
export function shortenTitle(title: string, limit: number): string {
  if (title.length <= limit) return title;
  const inside = enumerations(title);
  const stops = [...title.slice(0, limit).matchAll(/\s+/gu)]
    .map(({ index }) => index)
    .filter((index) => !ENDS_LEADING_ON.test(title.slice(0, index)))
    .filter((index) => !inside.some(({ from, to }) => index > from && index < to));
  const parts = new Set(
    [...title.matchAll(PART)].map(({ index, 0: sign }) => (/^\s/.test(sign) ? index : index + 1)),
  );
  const bySense = stops.filter((index) => parts.has(index) && index >= limit * BY_SENSE).at(-1);
  const stop = bySense ?? stops.filter((index) => index >= LEAST_TITLE).at(-1);
  return stop === undefined || (bySense === undefined && stop < limit / 3 && !parts.has(stop))
    ? cutAtWord(title, limit)
    : ellipsis(title.slice(0, stop));
}

/** Where an enumeration stands: from the beginning of its part of the title to behind the first word of its last member. */
function enumerations(title: string): { from: number; to: number }[] {
  const begins = [0, ...[...title.matchAll(PART)].map(({ index, 0: sign }) => index + sign.length)];
  return begins.flatMap((begin, part) => {
    const next = begins[part + 1] ?? title.length;
    const separators = [...title.slice(begin, next).matchAll(SEPARATOR)];
    const last = separators.at(-1);
    if (last === undefined) return [];
    const member = begin + last.index + last[0].length;
    const word = /^\S+/u.exec(title.slice(member))?.[0].length ?? 0;
    // Where the part begins nothing of it was said yet.
    return [{ from: Math.max(0, begin - 1), to: member + word }];
  });
}

function sentenceEnds(text: string): number[] {
  return [...text.matchAll(SENTENCE_END)]
    .filter(({ index }) => !ABBREVIATION.test(text.slice(0, index + 1)))
    .map(({ index, 0: sign }) => index + sign.length);
}

function cutAtWord(text: string, limit: number): string {
  const space = text.lastIndexOf(' ', limit - 1);
  // A script without spaces is cut between characters, never inside a surrogate pair.
  return ellipsis(text.slice(0, space > limit / 2 ? space : limit - 1).replace(/[\uD800-\uDBFF]$/, ''));
}

/** Without what leads on to more at its end. */
function ellipsis(text: string): string {
  let end = text.replace(DANGLING, '');
  while (ENDS_LEADING_ON.test(end) && /\s/u.test(end)) {
    end = end.replace(ENDS_LEADING_ON, '').replace(DANGLING, '');
  }
  return `${end}…`;
}
