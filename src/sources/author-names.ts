import { cleanLine } from './clean-text.js';

const LONGEST_NAME = 200;
/** With what stands beside it. */
const LONGEST_GIVEN = 800;
const MOST_NAMES = 5_000;

/** A suffix that a comma sets apart from its name. */
const SUFFIX = /^(?:Jr|Sr|II|III|IV)\.?$/i;
/** What is left where names were left out, and marks that stand among names. */
const NO_NAME =
  /^(?:et\.? al\.?|(?:and )?(?:\d+ )?others|(?:and )?\d+ (?:more|other|additional)(?: authors?)?(?: not shown)?|and|&|[\p{P}\p{S}\s\d]*|ph\. ?d\.?|phd|m\.d\.|md|msc|m\.sc\.|dphil)$/iu;
const ON_BEHALF =
  /(?:^|\s+)[[{]?(?:on )?behalf of\b.*$|(?:^|\s+)[[{]?(?:for|representing) the .*(?:collaborations?|group|team|consortium)[\]}]?$/i;
const ET_AL = /[\s,]+(?:et\.? al\.?|and others)$/i;
/** Marks of footnotes behind a name. */
const FOOTNOTES = /[\s*∗†‡§¶‖#⁎⋆★\u00b9\u00b2\u00b3\u2070-\u2079\u02d2;:,]+$/u;
/** The same as LaTeX, or in brackets: `Ada Muster$^{1,2}$`, `Ada Muster^1`, `Ada Muster [1]`. */
const RAISED =
  /(?:\s?\\textsuperscript\s?\{[\d\s,*†‡§]{1,12}\}|\s?\$?\^(?:\{[\d\s,*†‡§]{1,12}\}|[\d*†‡§])\$?|\s?\[[\d\s,*†‡§]{1,12}\])+$/u;
/** Where to write to somebody, behind the name. */
const ADDRESS = /\s<?[^\s<>@]{1,64}@[^\s<>@]{1,120}>?$/;
/** What commands of LaTeX tell of an author beside the name. */
const ASIDES =
  /\\(?:thanks|footnote|footnotemark|inst|orcid|orcidlink|email|affil|IEEEauthorrefmark)\s?\{[^{}]*\}/g;
/** Numbers of footnotes behind a person's name: `Ada Muster 2`, `Ada Muster1,2`; `Team 5` is a name. */
const FOOTNOTE_NUMBERS =
  /(?<=^(?!team\b|group\b).*\p{L}[\p{L}.'-]*\s+[\p{L}.'-]+)(?:\s\d{1,2}(?:,\s?\d{1,2})*|\d{1,2}(?:,\s?\d{1,2})+)$/iu;
/** Two names that `and` joins; a group may have it within its name. */
const AND = /,?\s+(?:and|&)\s+/;
const GROUP =
  /^(?:the )?(?:institute|department|faculty|school|university|academy|cent(?:er|re)|laboratory|ministry) (?:of|for) |(?:collaborations?|group|team|consortium|laborator(?:y|ies)|institute|university)$/i;

/**
 * The names in a list that somebody wrote in one line, as in arXiv's feed: separated by commas, each with its
 * institutes in parentheses, which may hold commas and parentheses of their own.
 */
export function namesInLine(line: string): string[] {
  // A long run of spaces would be gone through anew from each of them.
  const spaced = line.replace(/[^\S\n]+/g, ' ');
  const parts = separated(outsideParentheses(spaced.replace(ASIDES, '')));
  const names: string[] = [];
  for (const part of parts.flatMap(namesIn)) {
    const last = names.length - 1;
    if (SUFFIX.test(part.trim()) && last >= 0) names[last] = `${names[last]} ${part.trim()}`;
    else names.push(part);
  }
  return authorNames(names);
}

/** Names as sources list them, one by one, without institutes, marks and what is no name. */
export function authorNames(given: readonly string[]): string[] {
  return given
    .slice(0, MOST_NAMES)
    .flatMap((name) =>
      outsideParentheses(cleanLine(name.slice(0, LONGEST_GIVEN).replace(ASIDES, ''), LONGEST_NAME)).split(
        /:\s+/,
      ),
    )
    .map(nameOf)
    .filter((name) => !NO_NAME.test(name));
}

function nameOf(given: string): string {
  return cleanLine(given, LONGEST_NAME)
    .replace(ET_AL, '')
    .replace(ON_BEHALF, '')
    .replace(ADDRESS, '')
    .replace(RAISED, '')
    .replace(FOOTNOTES, '')
    .replace(FOOTNOTE_NUMBERS, '')
    .replace(/^(?:and|with)\s+/, '')
    .trim();
}

/** Where two people are joined; the name of a group is one. */
function namesIn(part: string): string[] {
  const names = part.split(AND);
  const isGroup = GROUP.test(part.trim()) && !names.every((name) => GROUP.test(name.trim()));
  return isGroup ? [part] : names;
}

/** Between two names: not within the braces of LaTeX or the marks of footnotes, nor at the end of an entity such as `&uuml;`. */
const SEPARATOR = /(?:[,\n，、；]|(?<!&#?\w{2,7});)\s*/;
const IN_BRACES = /(\{[^{}]{0,40}\}|\[[\d\s,*†‡§]{1,12}\])/;

function separated(line: string): string[] {
  const parts = [''];
  for (const [index, piece] of line.split(IN_BRACES).entries()) {
    const [first = '', ...others] = index % 2 === 1 ? [piece] : piece.split(SEPARATOR);
    parts.push(`${parts.pop()}${first}`, ...others);
  }
  return parts;
}

/** A text without what stands in parentheses; one that never closes ends with the text. */
function outsideParentheses(text: string): string {
  let depth = 0;
  let outside = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) outside += character;
  }
  return outside;
}
