import { accented, accentOf } from './accents.js';
import { before, found, foundText, matchAt, type Rule } from './prose.js';
import { flatText, type Mark, marked } from './run.js';
import { LETTERS, table } from './symbols.js';

const TAG = /<(\/?)([A-Za-z]+)((?:\s+[\w-]+=[^<>]{0,300})?)\s*\/?>/y;
const LONGEST = 1_000;

const MARKS: ReadonlyMap<string, Mark> = new Map([
  ['i', 'italic'],
  ['em', 'italic'],
  ['italic', 'italic'],
  ['b', 'bold'],
  ['strong', 'bold'],
  ['bold', 'bold'],
  ['sub', 'sub'],
  ['sup', 'sup'],
]);

/** Elements whose content is what they have to say. */
const TRANSPARENT = new Set(['span', 'font', 'p', 'div', 'a']);

/**
 * An HTML element that sets text apart, where it is closed. All other text in angle brackets is a paper's
 * own: tokens, bounds, tags it writes about.
 */
export const tag: Rule = (prose, at) => {
  const { source } = prose;
  const match = matchAt(TAG, source, at);
  if (match === null || match[1] === '/') return null;
  const name = (match[2] ?? '').toLowerCase();
  const start = at + match[0].length;
  if (name === 'br') return foundText(start, ' ');
  const kind = MARKS.get(name);
  const isCode = name === 'code' || name === 'tt';
  const isTransparent = TRANSPARENT.has(name) && (match[3] !== '' || name === 'p' || name === 'div');
  if (kind === undefined && !isCode && !isTransparent) return null;
  const close = source
    .slice(start, start + LONGEST)
    .toLowerCase()
    .indexOf(`</${name}>`);
  if (close < 1) return null;
  const end = start + close + name.length + 3;
  const content = source.slice(start, start + close);
  if (isCode) return found(end, { kind: 'code', text: flatText(prose.read(content)) });
  return kind === undefined
    ? found(end, ...prose.read(content))
    : found(end, marked(kind, prose.read(content)));
};

const ENTITY = /&(?:#(\d{2,6})|#x([0-9A-Fa-f]{2,5})|([A-Za-z]{2,8}\d{0,2}));/y;

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
  ['times', '×'],
  ['le', '≤'],
  ['ge', '≥'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ...table(
    'deg ° micro µ middot · plusmn ± szlig ß aelig æ AElig Æ oelig œ OElig Œ oslash ø Oslash Ø lstrok ł Lstrok Ł eth ð ' +
      'ETH Ð thorn þ THORN Þ inodot ı copy © reg ® trade ™ sect § para ¶ euro € pound £ cent ¢ yen ¥ frac12 ½ frac14 ¼ ' +
      'frac34 ¾ sup1 ¹ sup2 ² sup3 ³ ordf ª ordm º ne ≠ asymp ≈ equiv ≡ infin ∞ minus − divide ÷ rarr → larr ← harr ↔ ' +
      'laquo « raquo » sbquo ‚ bdquo „ bull • iexcl ¡ iquest ¿ prime ′ Prime ″ sim ∼ sum ∑ prod ∏ radic √ part ∂ isin ∈ ' +
      'nabla ∇ int ∫ cap ∩ cup ∪ sub ⊂ sup ⊃ forall ∀ exist ∃ and ∧ or ∨ dagger † Dagger ‡ permil ‰',
  ),
  ['thinsp', ' '],
  ['ensp', ' '],
  ['emsp', ' '],
]);

/** Accents as HTML names them, and as LaTeX does. */
const ACCENTS = table(
  `acute ' grave \` circ ^ uml " tilde ~ ring r cedil c caron v breve u macr = ogon k dblac H dot .`,
);
const ACCENTED = new RegExp(`^([A-Za-z])(${[...ACCENTS.keys()].join('|')})$`);

/** `&eacute;`, `&alpha;`: a letter by its name. */
function letterNamed(name: string): string | undefined {
  const [, letter = '', accent = ''] = ACCENTED.exec(name) ?? [];
  const composed = letter === '' ? null : accented(accentOf(ACCENTS.get(accent) ?? '') ?? '', letter);
  if (composed?.length === 1) return composed;
  const greek = LETTERS.get(name) ?? '';
  return /^\p{Script=Greek}$/u.test(greek) ? greek : undefined;
}

/** A character that a source escaped once too often, `&lt;`. */
export const entity: Rule = ({ source }, at) => {
  const match = matchAt(ENTITY, source, at);
  if (match === null || before(source, at) === '&') return null;
  const [whole, decimal, hexadecimal, name = ''] = match;
  const code = decimal !== undefined ? Number(decimal) : Number.parseInt(hexadecimal ?? '', 16);
  const character = Number.isNaN(code) ? (ENTITIES.get(name) ?? letterNamed(name)) : printable(code);
  return character === undefined ? null : foundText(at + whole.length, character);
};

function printable(code: number): string | undefined {
  const character = code <= 0x10ffff ? String.fromCodePoint(code) : '';
  return /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(character) ? character : undefined;
}
