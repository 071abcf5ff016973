import { accentLetterOf } from '../paper-text/accents.js';
import { LETTERS, OPERATORS } from '../paper-text/symbols.js';

/** What LaTeX and BibTeX read for something else, and how it is written. BibTeX counts braces, escaped or not. */
const ASCII: Readonly<Record<string, string>> = {
  '&': '\\&',
  '%': '\\%',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '{': '{\\textbraceleft}',
  '}': '{\\textbraceright}',
  '\\': '{\\textbackslash}',
  '~': '{\\textasciitilde}',
  '^': '{\\textasciicircum}',
  '<': '{\\textless}',
  '>': '{\\textgreater}',
  '|': '{\\textbar}',
  '`': '{\\textasciigrave}',
};

const TYPOGRAPHY: Readonly<Record<string, string>> = {
  '–': '--',
  '—': '---',
  '‘': '`',
  '’': "'",
  '“': '``',
  '”': "''",
  '…': '{\\ldots}',
  '\u00a0': '~',
  '°': '{\\textdegree}',
  '©': '{\\textcopyright}',
  '®': '{\\textregistered}',
  '™': '{\\texttrademark}',
  '€': '{\\texteuro}',
  '£': '{\\pounds}',
  '§': '{\\S}',
  '¶': '{\\P}',
  '•': '{\\textbullet}',
  '¡': '{\\textexclamdown}',
  '¿': '{\\textquestiondown}',
  ß: '{\\ss}',
  ø: '{\\o}',
  Ø: '{\\O}',
  æ: '{\\ae}',
  Æ: '{\\AE}',
  œ: '{\\oe}',
  Œ: '{\\OE}',
  ł: '{\\l}',
  Ł: '{\\L}',
  ı: '{\\i}',
  đ: '{\\dj}',
  Đ: '{\\DJ}',
  ð: '{\\dh}',
  Ð: '{\\DH}',
  þ: '{\\th}',
  Þ: '{\\TH}',
};

/** Commands of mathematics that LaTeX knows without a package; the characters are those of the reading side. */
const KERNEL_MATH =
  'alpha beta gamma delta varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho varrho sigma ' +
  'varsigma tau upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell hbar ' +
  'Re Im wp aleph partial nabla infty emptyset forall exists neg top bot angle sum prod coprod int oint surd prime ' +
  'dagger ddagger cdots vdots ddots clubsuit diamondsuit heartsuit spadesuit langle rangle lceil rceil lfloor ' +
  'rfloor times div pm mp cdot ast star circ oplus ominus otimes oslash odot wedge vee cap cup sqcap sqcup uplus ' +
  'setminus amalg wr triangleleft triangleright diamond bowtie leq geq neq ll gg approx sim simeq cong equiv asymp ' +
  'doteq propto prec succ preceq succeq in notin ni subset supset subseteq supseteq sqsubseteq sqsupseteq parallel ' +
  'perp models vdash dashv rightarrow leftarrow leftrightarrow Rightarrow Leftarrow Leftrightarrow mapsto ' +
  'longmapsto longrightarrow longleftarrow longleftrightarrow Longrightarrow Longleftarrow uparrow downarrow ' +
  'updownarrow Uparrow Downarrow nearrow searrow swarrow nwarrow hookrightarrow hookleftarrow rightharpoonup ' +
  'rightharpoondown leftharpoonup rightleftharpoons';

const MATH: ReadonlyMap<string, string> = new Map(
  KERNEL_MATH.split(' ').flatMap((name) => {
    const character = OPERATORS.get(name) ?? LETTERS.get(name);
    // A letter of ASCII that a command stands for needs no command.
    return character === undefined || character < '\u0080' ? [] : [[character, `{$\\${name}$}`] as const];
  }),
);

/**
 * One character as LaTeX without a package writes it; braces keep BibTeX's styles from changing what is within.
 * What LaTeX has no command for stays as it is: current versions read UTF-8.
 */
export function latexCharacter(character: string): string {
  if (Object.hasOwn(ASCII, character)) return ASCII[character] ?? character;
  if (character < '\u0080') return character;
  if (Object.hasOwn(TYPOGRAPHY, character)) return TYPOGRAPHY[character] ?? character;
  return MATH.get(character) ?? accentedCharacter(character);
}

function accentedCharacter(character: string): string {
  const [letter = '', ...marks] = [...character.normalize('NFD')];
  if (marks.length === 0 || !/^[A-Za-z]$/.test(letter)) return character;
  let written = letter;
  for (const mark of marks) {
    const accent = accentLetterOf(mark);
    if (accent === undefined) return character;
    const base = written.length === 1 ? written : `{${written}}`;
    written = /[a-zA-Z]/.test(accent) && base.length === 1 ? `\\${accent} ${base}` : `\\${accent}${base}`;
  }
  return `{${written}}`;
}
