/*
 * Marks are made of noncharacters, which Unicode keeps for a program's own use: no text from outside holds
 * one (see model/one-line.ts), they need no escaping, and MJML and Liquid pass them through.
 */
const FIELD_OPEN = '\uFDD0';
const FIELD_CLOSE = '\uFDD1';
const CUT_OPEN = '\uFDD2';
const CUT_CLOSE = '\uFDD3';

const FIELD = new RegExp(`${FIELD_OPEN}(\\w+)${FIELD_CLOSE}`);
const CUT = new RegExp(`${CUT_OPEN}([^${CUT_CLOSE}]*)${CUT_CLOSE}\\n?`);

/** Stands where a value will be filled in after the template was compiled. */
export function placeholder(name: string): string {
  return `${FIELD_OPEN}${name}${FIELD_CLOSE}`;
}

/** Stands on a line of its own where a document is cut into blocks. */
export function cutMark(name: string): string {
  return `${CUT_OPEN}${name}${CUT_CLOSE}`;
}

/** Fixed pieces and names of fields in turn: a piece first and last. */
export function splitAtPlaceholders(text: string): string[] {
  return text.split(FIELD);
}

/** What stands behind a mark and before the next; it ends on a line break. */
export interface CutPiece {
  /** Of the mark; empty for what stands before the first one. */
  readonly name: string;
  readonly text: string;
}

/** The pieces of a document that was cut at its marks. */
export function cutAtMarks(document: string): CutPiece[] {
  const pieces = document.split(CUT);
  return pieces.flatMap((piece, index): CutPiece[] => {
    if (index % 2 === 1) return [];
    return [
      { name: pieces[index - 1] ?? '', text: piece === '' || piece.endsWith('\n') ? piece : `${piece}\n` },
    ];
  });
}
