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
  return text.includes('\\') ? withoutInfix(withoutEnvironments(withUnits(text))) : text;
}

function asItIs(text: string): ReadableText {
  return text === '' ? [] : [textRun(text)];
}
