import { withoutScheme } from './commands.js';
import { before, braced, found, foundText, matchAt, type Rule } from './prose.js';
import { flatText, textRun } from './run.js';

const ADDRESS = /(?:https?:\/\/|www\.)(?:[^\s<>{}"`\\^|]|\\[_%&#~])+/y;
const TRAILING = /[.,;:!?'"*_]+$/;
const LONGEST_LABEL = 300;

/**
 * A web address, kept as it reads. What is left of `\href{address}{label}` after a source took the command
 * away, `address{label}`, becomes `address (label)`.
 */
export const webAddress: Rule = (prose, at) => {
  const { source } = prose;
  if (/[\p{L}\p{N}]/u.test(before(source, at))) return null;
  const match = matchAt(ADDRESS, source, at);
  if (match === null) return null;
  const twice = toldTwice(source, at, match[0]);
  if (twice !== null) return foundText(twice.end, twice.address);
  const label = braced(prose, at + match[0].length, LONGEST_LABEL);
  const given = label === null ? withoutTrailing(match[0]) : match[0];
  const address = given.replace(/\\([_%&#~])/g, '$1');
  const end = at + given.length;
  if (label === null) return foundText(end, address);
  const text = flatText(prose.read(label.replace(/^\w*\{([^{}]*)\}$/, '$1'))).trim();
  const says = text !== '' && withoutScheme(text) !== withoutScheme(address);
  return found(end + label.length + 2, textRun(says ? `${address} (${text})` : address));
};

/** What is left of `\href{a}{a}` where its first brace was taken away, `a}{a`; and an address written twice. */
function toldTwice(source: string, at: number, match: string): { address: string; end: number } | null {
  const behind = at + match.length;
  const label = [match, withoutScheme(match)].find((one) => source.startsWith(`}{${one}`, behind));
  if (label !== undefined) {
    const end = behind + 2 + label.length;
    return { address: match, end: source[end] === '}' ? end + 1 : end };
  }
  const [told, name] =
    /^\}\{((?:[\p{L}\p{N}][\p{L}\p{N} .,:/-]{0,80}(?=\}))|[\p{L}\p{N}-]{1,40})\}?/u.exec(
      source.slice(behind, behind + 84),
    ) ?? [];
  if (told !== undefined) return { address: `${match} (${name})`, end: behind + told.length };
  const [, half, rest = ''] = /^(https?:\/\/.+?)\1([.,;:!?]*)$/.exec(match) ?? [];
  return half === undefined ? null : { address: half, end: behind - rest.length };
}

function withoutTrailing(address: string): string {
  const bare = address.replace(TRAILING, '');
  return bare.endsWith(')') && !bare.includes('(') ? withoutTrailing(bare.slice(0, -1)) : bare;
}
