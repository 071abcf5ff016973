import { flatText, type ReadableText, type Run } from '../paper-text/run.js';
import { SUBSCRIPTS, SUPERSCRIPTS } from '../paper-text/script-characters.js';
import { latexCharacter } from './latex-characters.js';

/** A piece that is written as a whole: a character, or a stretch that is set apart. */
interface Atom {
  readonly plain: string;
  readonly latex: string;
}

const inverse = (pairs: ReadonlyMap<string, string>): ReadonlyMap<string, string> => {
  const plain = new Map<string, string>();
  for (const [from, to] of pairs) if (to !== from && !plain.has(to)) plain.set(to, from);
  return plain;
};

const RAISED = inverse(SUPERSCRIPTS);
const LOWERED = inverse(SUBSCRIPTS);

/** Text without marks. */
export function latexString(text: string): string {
  return writeAtoms(atomsOf([{ kind: 'text', text }]));
}

/**
 * A title. BibTeX's styles lower the capitals of titles: words that hold one behind their first letter, such as
 * LoRA or 3D, and single letters are kept as they are by braces.
 */
export function latexTitle(title: ReadableText): string {
  const atoms = atomsOf(title);
  let written = '';
  for (let start = 0; start < atoms.length; ) {
    let end = start;
    while (end < atoms.length && isOfWord(atoms[end] as Atom)) end += 1;
    if (end === start) end += 1;
    const word = atoms.slice(start, end);
    const latex = writeAtoms(word, atoms[start - 1]);
    written += isKept(word.map(({ plain }) => plain).join('')) ? braced(latex) : latex;
    start = end;
  }
  return written;
}

function isOfWord({ plain }: Atom): boolean {
  return /^[\p{L}\p{N}\p{M}]+$/u.test(plain);
}

function isKept(word: string): boolean {
  return /^.+\p{Lu}/u.test(word) || (/^\p{Lu}$/u.test(word) && word !== 'A');
}

/** A brace that a command follows would be a special character, in which BibTeX changes letters after all. */
function braced(latex: string): string {
  return latex.startsWith('\\') ? `{{${latex}}}` : `{${latex}}`;
}

function atomsOf(runs: readonly Run[]): Atom[] {
  return runs.flatMap((run) => {
    if ('runs' in run) {
      return [
        { plain: flatText(run.runs), latex: `\\${COMMANDS[run.kind]}{${writeAtoms(atomsOf(run.runs))}}` },
      ];
    }
    const atoms = charactersOf(run.text);
    return run.kind === 'text' ? atoms : [{ plain: run.text, latex: `\\texttt{${writeAtoms(atoms)}}` }];
  });
}

const COMMANDS = { italic: 'emph', bold: 'textbf', sub: 'textsubscript', sup: 'textsuperscript' } as const;

function charactersOf(text: string): Atom[] {
  return [...new Intl.Segmenter('en').segment(text.normalize('NFC'))].map(({ segment }) => {
    const raised = RAISED.get(segment);
    const lowered = LOWERED.get(segment);
    if (raised !== undefined) return { plain: segment, latex: `\\textsuperscript{${latexString(raised)}}` };
    if (lowered !== undefined) return { plain: segment, latex: `\\textsubscript{${latexString(lowered)}}` };
    return { plain: segment, latex: [...segment].length === 1 ? latexCharacter(segment) : segment };
  });
}

/** Two hyphens would be joined to a dash, and straight quotes are turned the way they face. */
function writeAtoms(atoms: readonly Atom[], previous?: Atom): string {
  let before = previous?.plain ?? '';
  let written = '';
  for (const { plain, latex } of atoms) {
    if (plain === '"') written += before === '' || /[\s([{–—-]$/u.test(before) ? '``' : "''";
    else written += plain === '-' && before === '-' ? `{}${latex}` : latex;
    before = plain;
  }
  return written;
}
