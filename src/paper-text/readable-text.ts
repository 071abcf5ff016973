import { oneLine } from '../model/one-line.js';
import { withoutEnvironments } from './environments.js';
import { withoutInfix } from './infix.js';
import { plainText } from './plain-text.js';
import { type ReadableText, textRun } from './run.js';
import { scanText } from './scan.js';
import { holdsMarkup } from './signs.js';
import { withUnits } from './units.js';

/** Beyond this a text is shown as it is. */
const LONGEST = 50_000;
const MOST_READINGS = 4;

/**
 * Reads a title or an abstract as sources send it, with LaTeX (its dollars often taken away), Markdown and
 * line breaks. What is not understood stays as it reads. Never throws, and takes time linear in the length.
 *
 * Reading its plain form again gives the same plain form. Where it would not, as for `\$x\$`, the plain form
 * is read on until it does, and a text that never comes to rest is kept as it is.
 */
export function readText(source: string): ReadableText {
  const text = oneLine(source);
  if (text.length > LONGEST || !holdsMarkup(text)) return asItIs(text);
  let tree = readOnce(text);
  for (let readings = 0; readings < MOST_READINGS; readings += 1) {
    const plain = plainText(tree);
    if (plain === '') break;
    const again = readOnce(plain);
    if (plainText(again) === plain) return tree;
    tree = again;
  }
  return asItIs(text);
}

function readOnce(text: string): ReadableText {
  return holdsMarkup(text) ? scanText(prepared(text)) : asItIs(text);
}

/** What takes its arguments from both sides, or holds more than one line, is written in other commands first. */
function prepared(text: string): string {
  const quoted = text.includes('`')
    ? text.replace(OPENING_MARK, openingMark).replace(GERMAN_QUOTES, '„$1“')
    : text;
  if (!quoted.includes('\\')) return quoted;
  return withoutInfix(
    withoutEnvironments(
      withUnits(quoted.replace(LENGTHS, '').replace(BREAKS, '$1').replace(LABELLED_ITEM, '$1 ')),
    ),
  );
}

/** Spanish begins a question with ?`, and babel a German quotation with "`. */
const OPENING_MARK = /(?<![^\s([{"'“‘])([?!])`(?=[\p{L}\\])(?![^\s`]{0,40}`)/gu;
const GERMAN_QUOTES = /"`([^"`]{1,200})"'/g;
/** TeX's own commands that move what follows by a length without braces, `\raise.17ex\hbox{…}`. */
const LENGTHS =
  /\\(?:raise|lower|m?kern|[hv]skip)\s?-?\d{0,3}\.?\d{1,3}\s?(?:ex|em|pt|mm|cm|mu|in)(?![A-Za-z])\s?/g;
/** How much a break is wished for, or how high its line is. */
const BREAKS = /(\\(?:(?:no)?(?:line|page)break|\\))\[-?[\d.]{1,4}(?:pt|em|ex|mm|cm)?\]/g;

const LABELLED_ITEM = /\\item\s?\[([^[\]]{0,40})\]/g;

function openingMark(_: string, sign: string): string {
  return sign === '?' ? '¿' : '¡';
}

function asItIs(text: string): ReadableText {
  return text === '' ? [] : [textRun(text)];
}
