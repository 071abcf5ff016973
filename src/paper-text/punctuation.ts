import { before, foundText, type Rule } from './prose.js';

const OPENS_AFTER = /^[\s([{—–-]?$/;
/** How far away a closing quotation mark may be. */
const LONGEST_QUOTATION = 400;

/** Words that do not stand in a compound: a double hyphen beside one is a dash, `traces--and even`. */
const NO_COMPOUND = new Set(
  (
    'a an the and or but not yet nor so if as at by in on of to for from with without despite across over under via ' +
    'using which where when while who whose that this these those is are was were be it its they we our ' +
    'including especially particularly notably namely such often even only then both'
  ).split(' '),
);

/** `--` and `---`: en dash, or em dash where LaTeX or the words beside it say so. Options and arrows stay. */
export const dashes: Rule = ({ source }, at) => {
  let end = at;
  while (source[end] === '-' && end - at < 4) end += 1;
  const [left, right] = [before(source, at), source[end] ?? ''];
  if (left === '-' || end - at > 3 || /[<!>|]/.test(left) || right === '>') return null;
  const spaced = /^\s?$/.test(left);
  // `--verbose`
  if (spaced && !/^\s?$/.test(right)) return null;
  if (end - at === 3) return foundText(end, '—');
  const closesUp = !spaced && !/^\s?$/.test(right) && !/\d/.test(left + right);
  return foundText(end, closesUp && isAside(source, at, end) ? '—' : '–');
};

function isAside(source: string, at: number, end: number): boolean {
  const left = /[\p{L}]+$/u.exec(source.slice(Math.max(0, at - 30), at))?.[0] ?? '';
  const right = /^[\p{L}]+/u.exec(source.slice(end, end + 30))?.[0] ?? '';
  if ((left !== 'a' && NO_COMPOUND.has(left)) || NO_COMPOUND.has(right)) return true;
  return /[),.]/.test(before(source, at));
}

/** `''` as LaTeX's closing mark, and as an opening one where it stands like one. */
export const doubleApostrophe: Rule = (prose, at) => {
  const { source } = prose;
  if (!source.startsWith("''", at) || before(source, at) === "'" || source[at + 2] === "'") return null;
  if (prose.openQuotes > 0 && !/^\s?$/.test(before(source, at))) {
    prose.openQuotes -= 1;
    return foundText(at + 2, '”');
  }
  const opens = OPENS_AFTER.test(before(source, at)) && /[^\s,.;:)]/.test(source[at + 2] ?? ' ');
  if (!opens || !source.slice(at + 2, at + LONGEST_QUOTATION).includes("''")) return null;
  prose.openQuotes += 1;
  return foundText(at + 2, '“');
};

/** `"` where it closes what `` opened. */
export const straightQuote: Rule = (prose, at) => {
  const { source } = prose;
  if (prose.openQuotes === 0 || /^[\s([]?$/.test(before(source, at))) return null;
  if (/[\p{L}\p{N}]/u.test(source[at + 1] ?? '')) return null;
  prose.openQuotes -= 1;
  return foundText(at + 1, '”');
};

/** LaTeX's double grave accent that opens a quotation. */
export const openingQuote: Rule = (prose, at) => {
  const { source } = prose;
  if (!/^``[^\s`]/.test(source.slice(at, at + 3)) || before(source, at) === '`') return null;
  if (!/''|"|”/.test(source.slice(at + 2, at + LONGEST_QUOTATION))) return null;
  prose.openQuotes += 1;
  return foundText(at + 2, '“');
};

/** The single quotation `like this', with its content. */
export const singleQuotation: Rule = (prose, at) => {
  const rest = prose.source.slice(at, at + LONGEST_QUOTATION);
  const match = /^`([^\s`'][^`]*?)'(?![\p{L}\p{N}'])/u.exec(rest);
  const isCode = /^`[^`]*[^\s`]`(?![\p{L}\p{N}`])/u.test(rest);
  if (match === null || isCode || before(prose.source, at) === '`') return null;
  return {
    runs: [...prose.read(`‘${match[1] ?? ''}’`)],
    end: at + match[0].length,
  };
};

/** `~`, a blank that does not break: between words, and between a number and its unit. */
export const tilde: Rule = ({ source }, at) => {
  if (/^~\\(?:\w*cite|label)/.test(source.slice(at, at + 12))) return foundText(at + 1, '');
  const left = source.slice(Math.max(0, at - 3), at);
  const right = source.slice(at + 1, at + 12);
  const joins = /[\p{L}.,;:)\]}%!?'"]$/u.test(left) || (/\d$/.test(left) && /^[\p{L}\\$]/u.test(right));
  if (!joins || !/^[\p{L}\p{N}(\\$"'`[<{]/u.test(right) || /[~/]/.test(left)) return null;
  // `X~N(0,1)`: distributed as
  if (/(?:^|[^\p{L}\p{N}])\p{L}$/u.test(left) && /^[A-Z]\w*\(/.test(right)) return null;
  return foundText(at + 1, ' ');
};
