import { argumentsEnd } from './backslash.js';
import { commandOf } from './commands.js';
import { before, braced, found, foundText, matchAt, type Rule } from './prose.js';
import { STRIPPED } from './symbols.js';

const LONGEST_ARGUMENT = 400;

/** `mathcal{O}`, `boldsymbolπ`: a command whose backslash a source took away. */
export const lostBackslash: Rule = (prose, at) => {
  const { source } = prose;
  if (/[\p{L}\\]/u.test(before(source, at))) return null;
  const match = matchAt(/([a-z]+?)(?:(?=\{)|(\p{Script=Greek}|[A-Z](?![\p{L}])))/uy, source, at);
  if (match === null) return null;
  const [whole, name = '', letter] = match;
  if (letter !== undefined) {
    const runs = prose.readMath(`\\${name}{${letter}}`);
    return runs === null ? null : found(at + whole.length, ...runs);
  }
  const content = braced(prose, at + whole.length, LONGEST_ARGUMENT);
  const extent = argumentsEnd(prose, at + whole.length, commandOf(name)?.takes ?? 1);
  if (content === null || extent === null) return null;
  const runs = prose.readMath(`\\${source.slice(at, extent)}`);
  return runs === null ? null : found(extent, ...runs);
};

/** `2times`, `1.04sim2.2`, where a command lost its backslash beside a number. */
export const lostBesideNumber: Rule = ({ source }, at) => {
  const match = matchAt(/times(?!\p{L})|sim(?=\d)/uy, source, at);
  if (match === null || !/(?:\d|\^circ)$/.test(source.slice(Math.max(0, at - 5), at))) return null;
  return foundText(at + match[0].length, match[0] === 'sim' ? '∼' : '×');
};

/** `propto`, `ell^2`: names of commands that are no words. */
export const lostName: Rule = ({ source }, at) => {
  if (/[\p{L}\p{N}_.\\/-]/u.test(before(source, at))) return null;
  const match = matchAt(
    /(?:propto|leq|geq|neq|infty)(?![\p{L}\p{N}_.(/-])|ell(?=[\^_]|\s*[=<>])/uy,
    source,
    at,
  );
  const symbol = STRIPPED.get(match?.[0] ?? '');
  return match === null || symbol === undefined ? null : foundText(at + match[0].length, symbol);
};

/** `ρapprox 0.10`, `p_c approx 0.593`: between something of mathematics and a number. */
export const lostApproximation: Rule = ({ source }, at) => {
  const match = matchAt(/approx(?=\s*[-+]?\d)/uy, source, at);
  if (match === null) return null;
  const isBehindMath = /\p{Script=Greek}\s?$|(?<![\p{L}\p{N}])\p{L}_\p{L}\s$/u.test(
    source.slice(Math.max(0, at - 5), at),
  );
  return isBehindMath ? foundText(at + match[0].length, '≈') : null;
};
