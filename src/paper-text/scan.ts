import { backslash } from './backslash.js';
import { braces } from './braces.js';
import { dollars } from './dollars.js';
import {
  lostApproximation,
  lostArrow,
  lostBackslash,
  lostBesideNumber,
  lostName,
  lostPlusMinus,
  lostTextCommand,
  lostThinSpace,
} from './lost-commands.js';
import { asterisks, codeSpan, markdownLink, underscored } from './markdown.js';
import { parsingBudget } from './parse-math.js';
import { createProse, type Found, type Prose, type Rule } from './prose.js';
import {
  dashes,
  doubleApostrophe,
  openingQuote,
  singleQuotation,
  straightQuote,
  tilde,
} from './punctuation.js';
import { joinRuns, type Run, textRun, tidy } from './run.js';
import { subscript, superscript } from './scripts.js';
import { SIGNS } from './signs.js';
import { entity, tag } from './tags.js';
import { webAddress } from './web-address.js';

/** Which rules are asked, in order, where a text holds one of these. */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map<string, readonly Rule[]>([
  ['\\', [backslash]],
  ['$', [dollars]],
  ['^', [superscript]],
  ['_', [subscript, underscored]],
  ['{', [braces]],
  ['~', [tilde]],
  ['*', [asterisks]],
  ['`', [openingQuote, singleQuotation, codeSpan]],
  ["'", [doubleApostrophe]],
  ['"', [straightQuote]],
  ['-', [dashes]],
  ['[', [markdownLink]],
  ['<', [tag]],
  ['&', [entity]],
  ['h', [webAddress]],
  ['w', [webAddress, lostTextCommand]],
  ['a', [lostApproximation]],
  ['t', [lostBesideNumber, lostTextCommand]],
  ['s', [lostBesideNumber]],
  ['p', [lostPlusMinus, lostName, lostTextCommand]],
  ['l', [lostName, lostArrow, lostTextCommand]],
  ['g', [lostName, lostTextCommand]],
  ['n', [lostName]],
  ['i', [lostName]],
  ['e', [lostName, lostTextCommand]],
  ['m', [lostBackslash, lostTextCommand]],
  ['b', [lostBackslash, lostTextCommand]],
  ['r', [lostArrow, lostTextCommand]],
  ['L', [lostArrow]],
  ['R', [lostArrow]],
  [',', [lostThinSpace]],
  ...[...'cuvoy'].map((letter): [string, readonly Rule[]] => [letter, [lostTextCommand]]),
]);

/** Reads a text of one line. Takes time linear in its length. */
export function scanText(source: string): Run[] {
  return tidy(scan(createProse(source, 0, parsingBudget(), scan)));
}

function scan(prose: Prose): Run[] {
  const { source } = prose;
  const runs: Run[] = [];
  let from = 0;
  SIGNS.lastIndex = 0;
  for (let sign = SIGNS.exec(source); sign !== null; sign = SIGNS.exec(source)) {
    const at = sign.index;
    const read = firstFound(prose, at);
    if (read !== null) {
      const passed = source.slice(from, at);
      runs.push(textRun(read.closesUp === true ? passed.trimEnd() : passed), ...read.runs);
      from = read.end;
    }
    // Rules read parts of the text with the same pattern.
    SIGNS.lastIndex = read === null ? at + sign[0].length : Math.max(read.end, at + 1);
  }
  runs.push(textRun(source.slice(from)));
  return joinRuns(runs);
}

function firstFound(prose: Prose, at: number): Found | null {
  for (const rule of RULES.get(prose.source[at] ?? '') ?? []) {
    const read = rule(prose, at);
    if (read !== null) return read;
  }
  return null;
}
