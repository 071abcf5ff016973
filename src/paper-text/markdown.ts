import { before, found, foundText, matchAt, type Rule } from './prose.js';
import { flatText, marked } from './run.js';

const FENCE = /```(?:[a-z]+\s)?\s*([^`]{1,2000}?)\s*```/y;
const DOUBLE = /``([^`]{1,300}?)``(?![`\p{L}\p{N}])/uy;
const SINGLE = /`([^`\s](?:[^`]{0,300}?[^`\s])?)`(?![`\p{L}\p{N}])/uy;

/** Code between backticks, kept to the letter. */
export const codeSpan: Rule = ({ source }, at) => {
  if (before(source, at) === '`' || before(source, at) === '\\') return null;
  const match = matchAt(FENCE, source, at) ?? matchAt(DOUBLE, source, at) ?? matchAt(SINGLE, source, at);
  return match === null ? null : found(at + match[0].length, { kind: 'code', text: (match[1] ?? '').trim() });
};

const STRONG = /\*\*(?![\s*])((?:[^*]|\*(?!\*)){1,400}?)(?<!\s)\*\*(?!\*)/y;
const EMPHASIS = /\*([\p{L}\p{N}"“(\\$](?:[^*\n]{0,300}?[\p{L}\p{N}.!?)"”}$%′'])?)\*(?![\p{L}\p{N}*])/uy;

/** `**bold**` and `*italic*`; an asterisk behind a letter, as in `A*`, is a name's own. */
export const asterisks: Rule = (prose, at) => {
  const { source } = prose;
  if (/[\p{L}\p{N}*^_{\\)]/u.test(before(source, at))) return null;
  const strong = matchAt(STRONG, source, at);
  if (strong !== null) return found(at + strong[0].length, marked('bold', prose.read(strong[1] ?? '')));
  const emphasis = matchAt(EMPHASIS, source, at);
  if (emphasis === null) return null;
  return found(at + emphasis[0].length, marked('italic', prose.read(emphasis[1] ?? '')));
};

const UNDERSCORED = /_(\p{L}(?:[\p{L}\p{N} ,'’-]{0,150}[\p{L}\p{N}])?)_(?![\p{L}\p{N}_])/uy;

/** `_italic_`, standing free. */
export const underscored: Rule = (prose, at) => {
  if (!/^[\s("“]?$/.test(before(prose.source, at))) return null;
  const match = matchAt(UNDERSCORED, prose.source, at);
  return match === null ? null : found(at + match[0].length, marked('italic', prose.read(match[1] ?? '')));
};

const LINK = /\[([^[\]]{1,200})\]\((https?:\/\/[^\s()]{1,300})\)/y;

/** `[label](address)` becomes `label (address)`. */
export const markdownLink: Rule = (prose, at) => {
  const match = matchAt(LINK, prose.source, at);
  if (match === null || before(prose.source, at) === '!') return null;
  const [whole, label = '', address = ''] = match;
  const runs = prose.read(label);
  const end = at + whole.length;
  return flatText(runs) === address
    ? foundText(end, address)
    : { runs: [...runs, { kind: 'text', text: ` (${address})` }], end };
};
