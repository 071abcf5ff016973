import { BroadsheetError } from '../../errors.js';
import { splitArray } from './split-array.js';

/** One item of a file and where it stands. */
export interface FileItem {
  /** `line 12`, or `item 3, line 40` in an array. */
  readonly place: string;
  readonly value: unknown;
}

export interface BadPlace {
  readonly place: string;
  readonly reason: string;
}

export interface FileItems {
  readonly items: readonly FileItem[];
  readonly bad: readonly BadPlace[];
}

interface Piece {
  readonly place: string;
  readonly text: string;
}

/**
 * Reads the text of a list: an array of JSON as Hugging Face's interface answers it, or JSON lines
 * (https://jsonlines.org), of which empty ones and those that begin with # are passed over.
 * @throws BroadsheetError SOURCE_ANSWER_INVALID for an array that does not end
 */
export function readItems(text: string): FileItems {
  const content = text.replace(/^\ufeff/, '');
  const items: FileItem[] = [];
  const bad: BadPlace[] = [];
  for (const { place, text: piece } of /^\s*\[/.test(content) ? elementsOf(content) : linesOf(content)) {
    try {
      items.push({ place, value: JSON.parse(piece) });
    } catch (error) {
      // What stands there is quoted by the parser, and left out here.
      bad.push({
        place,
        reason: /end of JSON/i.test(String(error)) ? 'no JSON, it ends too early' : 'no JSON',
      });
    }
  }
  return { items, bad };
}

function linesOf(text: string): Piece[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ place: `line ${index + 1}`, text: line }))
    .filter(({ text: line }) => line.trim() !== '' && !line.startsWith('#'));
}

function elementsOf(text: string): Piece[] {
  const elements = splitArray(text);
  if (elements === null) {
    const message = `The list is no JSON: an array, string or object is not closed after line ${text.split('\n').length}.`;
    throw new BroadsheetError('SOURCE_ANSWER_INVALID', message);
  }
  return elements.map(({ line, text: element }, index) => ({
    place: `item ${index + 1}, line ${line}`,
    text: element,
  }));
}
