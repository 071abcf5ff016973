import { flatText, joinRuns, type Mark, marked, type Run, scriptRun, textRun, tidy } from './run.js';
import { table } from './symbols.js';

/** What a command makes of its arguments, which have been read already. */
export interface Command {
  /** How many arguments in braces it takes, besides those in brackets. */
  readonly takes: number;
  /** Whether its arguments are mathematics wherever it stands. */
  readonly math?: true;
  build(args: readonly Run[][]): Run[];
}

const first = (args: readonly Run[][]): Run[] => args[0] ?? [];
const last = (args: readonly Run[][]): Run[] => args.at(-1) ?? [];

function mark(kind: Mark): Command {
  return { takes: 1, build: (args) => [marked(kind, first(args))] };
}

const code: Command = { takes: 1, build: (args) => [{ kind: 'code', text: flatText(first(args)) }] };
const plain: Command = { takes: 1, build: first };
const lastOf = (takes: number, math?: true): Command => ({ takes, build: last, ...(math && { math }) });
const nothing = (takes: number): Command => ({ takes, build: () => [] });
const fraction: Command = {
  takes: 2,
  math: true,
  build: ([above = [], below = []]) => fractionOf(above, below),
};

/** Exact fractions that Unicode has, by what stands above and below the line. */
const VULGAR: Readonly<Record<string, string>> = {
  '1/2': '½',
  '1/3': '⅓',
  '2/3': '⅔',
  '1/4': '¼',
  '3/4': '¾',
  '1/5': '⅕',
  '2/5': '⅖',
  '3/5': '⅗',
  '4/5': '⅘',
  '1/6': '⅙',
  '5/6': '⅚',
  '1/7': '⅐',
  '1/8': '⅛',
  '3/8': '⅜',
  '5/8': '⅝',
  '7/8': '⅞',
  '1/9': '⅑',
  '1/10': '⅒',
};

function fractionOf(above: Run[], below: Run[]): Run[] {
  const vulgar = VULGAR[`${flatText(above)}/${flatText(below)}`];
  if (vulgar !== undefined) return [textRun(vulgar)];
  return [...asOperand(above), textRun('/'), ...asOperand(below)];
}

/** In brackets where the line of a fraction or a root held together what would fall apart. */
function asOperand(runs: Run[]): Run[] {
  const simple = /^[\p{L}\p{N}.∞∂∇√∛]*$|^\|[^|]*\||^\([^()]*\)$/u.test(flatText(runs));
  return simple ? runs : [textRun('('), ...runs, textRun(')')];
}

const ROOTS: Readonly<Record<string, string>> = { '3': '∛', '4': '∜' };

/** `\sqrt[n]{x}`; the index comes as a first argument of two. */
function root(args: readonly Run[][]): Run[] {
  const index = args.length > 1 ? flatText(args[0] ?? []) : '';
  const sign = ROOTS[index];
  const before = index === '' || sign !== undefined ? [] : [marked('sup', args[0] ?? [])];
  return [...before, textRun(sign ?? '√'), ...asOperand(last(args))];
}

/** Brackets that packages of physics and mathematics name for what they hold. */
function enclosed(opening: string, closing: string): Command {
  return {
    takes: 1,
    math: true,
    build: (args) => [textRun(opening), ...first(args), textRun(closing)],
  };
}

/** Of chemistry (mhchem): in `H2O` and `Ca(OH)2` a number behind an element stands below the line. */
function formula(args: readonly Run[][]): Run[] {
  return joinRuns(first(args)).flatMap((run) => {
    if ('runs' in run) return [run];
    return run.text
      .replaceAll('->', '→')
      .split(/(?<=[\p{L})\]])(\d+)/u)
      .map((part, index) => (index % 2 === 1 ? marked('sub', [textRun(part)]) : textRun(part)));
  });
}

function link([address = [], label = []]: readonly Run[][]): Run[] {
  const url = flatText(address);
  if (label.length === 0 || withoutScheme(flatText(label)) === withoutScheme(url)) return [textRun(url)];
  return [...label, textRun(` (${url})`)];
}

/** Two addresses that differ in this say the same. */
export function withoutScheme(address: string): string {
  return address.replace(/^https?:\/\//, '').replace(/\/$/, '');
}

const TABLE: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...each('textit emph mathit textsl', mark('italic')),
  ...each('textbf mathbf boldsymbol bm pmb mathbold bold', mark('bold')),
  ...each('textsuperscript', { takes: 1, build: (args) => [scriptRun('^', first(args))] }),
  ...each('textsubscript', mark('sub')),
  ...each('texttt mathtt code lstinline path', code),
  ...each(
    'text textrm textsf textsc textnormal textup textmd mathrm mathsf mathnormal mathop mathbin mathrel mathord ' +
      'operatorname mbox hbox fbox boxed ensuremath underline uline ul overbrace underbrace MakeUppercase uppercase ' +
      'lowercase title caption ref eqref autoref cref Cref section subsection paragraph',
    plain,
  ),
  ...each('frac dfrac tfrac cfrac nicefrac sfrac flatfrac', fraction),
  ...each('binom dbinom tbinom', {
    takes: 2,
    math: true,
    build: ([n = [], k = []]) => [textRun('('), ...n, textRun(' choose '), ...k, textRun(')')],
  }),
  ...each('sqrt', { takes: 1, math: true, build: root }),
  ...extensibleArrows(
    'xrightarrow → xleftarrow ← xleftrightarrow ↔ xRightarrow ⇒ xLeftarrow ⇐ xmapsto ↦ xhookrightarrow ↪',
  ),
  ...each('overset underset stackrel', lastOf(2, true)),
  ...each('substack', lastOf(1, true)),
  ...each('pmod', {
    takes: 1,
    math: true,
    build: (args) => [textRun(' (mod '), ...first(args), textRun(')')],
  }),
  ...each('bmod mod', { takes: 0, build: () => [textRun(' mod ')] }),
  ...each('ket Ket', enclosed('|', '⟩')),
  ...each('bra Bra', enclosed('⟨', '|')),
  ...each('braket Braket expval', enclosed('⟨', '⟩')),
  ...each('abs', enclosed('|', '|')),
  ...each('norm', enclosed('‖', '‖')),
  ...each('ceil', enclosed('⌈', '⌉')),
  ...each('floor', enclosed('⌊', '⌋')),
  ...each('ce ch', { takes: 1, build: formula }),
  ...each('ion', { takes: 2, build: ([element = [], stage = []]) => [...element, textRun(' '), ...stage] }),
  ...each('textcolor colorbox raisebox scalebox rotatebox', lastOf(2)),
  ...each('resizebox', lastOf(3)),
  ...each('texorpdfstring', { takes: 2, build: first }),
  ...each('href', { takes: 2, build: link }),
  ...each('url nolinkurl', { takes: 1, build: (args) => [textRun(flatText(first(args)))] }),
  ...each('footnote thanks', {
    takes: 1,
    build: (args) => [textRun(' ('), ...first(args), textRun(')')],
  }),
  ...each('color hspace vspace vskip hskip phantom vphantom hphantom label nocite tag pagestyle', nothing(1)),
  ...each('includegraphics includesvg fontfamily fontseries fontshape', nothing(1)),
  ...each('fontsize', nothing(2)),
  ...each('definecolor', nothing(3)),
  ...each('cite citep citet citealp citeauthor citeyear parencite textcite autocite', nothing(1)),
  ...abbreviations({
    eg: 'e.g.',
    ie: 'i.e.',
    etal: 'et al.',
    wrt: 'w.r.t.',
    iid: 'i.i.d.',
    etc: 'etc.',
    vs: 'vs.',
    cf: 'cf.',
  }),
  ...each('begin end', { takes: 1, build: () => [textRun(' ')] }),
  ...each('item', { takes: 0, build: () => [textRun(' • ')] }),
]);

function each(names: string, command: Command): [string, Command][] {
  return names.split(' ').map((name) => [name, command]);
}

/** Arrows that grow with what stands over them, which is raised behind them. */
function extensibleArrows(pairs: string): [string, Command][] {
  return [...table(pairs)].map(([name, arrow]) => [
    name,
    { takes: 1, math: true, build: (args) => [textRun(arrow), marked('sup', tidy(first(args)))] },
  ]);
}

/** Names that papers commonly give to abbreviations. */
function abbreviations(texts: Readonly<Record<string, string>>): [string, Command][] {
  return Object.entries(texts).map(([name, text]) => [name, { takes: 0, build: () => [textRun(text)] }]);
}

export function commandOf(name: string): Command | undefined {
  return TABLE.get(name);
}

/** What `{\it so}` makes of the rest of its group. */
export const DECLARATIONS: ReadonlyMap<string, Mark> = new Map(
  [
    ...'it itshape em sl slshape'.split(' ').map((name) => [name, 'italic'] as const),
    ...'bf bfseries'.split(' ').map((name) => [name, 'bold'] as const),
  ].map(([name, kind]) => [name, kind]),
);

/** Whether a command within mathematics holds prose. */
export function isTextCommand(name: string): boolean {
  return /^(?:text|[mhf]box$|emph$|operatorname$|href$|url$)/.test(name);
}
