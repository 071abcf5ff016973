import { oneLine } from '../model/one-line.js';
import { plainText } from '../paper-text/plain-text.js';
import { readText } from '../paper-text/readable-text.js';

/** A name as reference managers keep it. */
export type AuthorParts =
  | {
      readonly given: string;
      /** `van der`, or empty: stands before the family name and is not sorted by. */
      readonly particle: string;
      readonly family: string;
      /** `Jr.`, or empty. */
      readonly suffix: string;
    }
  /** A group, or a person with one name only. */
  | { readonly literal: string };

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words between given and family name that belong to the latter, in small letters. */
const PARTICLES = words(
  'von van vom zu zum zur der den dem de del della delle dello degli di da dal dalla das do dos du des la le ' +
    "les lo el al bin ibn ben bint ter ten te op 't af av y e i",
);
/** Written with a capital these are particles as well; others might be given names. */
const CAPITAL_PARTICLES = words('Von Van De Del Della Den Der Dos Di Du Ter Ten El Al');
/** `Van` and `Di` before these are middle names. */
const AFTER_MIDDLE_NAMES = words(
  'Nguyen Nguyễn Tran Trần Le Lê Pham Phạm Hoang Hoàng Huynh Huỳnh Phan Vu Vũ Vo Võ Dang Đặng Bui Bùi Do Đỗ Ho ' +
    'Hồ Ngo Ngô Duong Dương Ly Lý Dinh Đinh Ha Hà Luong Lương Mai Truong Trương Cao Thai Li Wang Zhang Liu Chen ' +
    'Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Lin He Gao Luo',
);
const SUFFIXES = words('Jr Jr. Sr Sr. II III IV 2nd 3rd');
/** A name that ends with one of these, or begins as `Team` or `the` do, is not a person's. */
const GROUP_ENDINGS =
  /(?:(?:^|[\s-]|(?<=^\S*\p{Ll}))AI|(?:^|[\s-])(?:DeepMind|LLM-Core|Inc\.?|Ltd\.?|LLC|Corp\.?|Lab|Labs|Research|[Tt]eams?|[Gg]roups?|[Cc]ollaborations?|[Cc]onsorti(?:um|a)|[Ll]aborator(?:y|ies)|[Ii]nstitutes?|[Uu]niversity|[Cc]ontributors|[Cc]ommunity|[Aa]uthors|[Pp]roject|[Ii]nitiative|[Aa]lliance|[Aa]ssociation|[Cc]ommittee|[Cc]onsortiums|[Oo]bservatory|[Ee]xperiment|[Nn]etwork|[Ff]oundation|[Cc]enter|[Cc]entre|[Tt]ask [Ff]orce))$/u;
const GROUP_BEGINNINGS =
  /^(?:[Tt]he|[Tt]eam|(?:[Ii]nstitute|[Uu]niversity|[Cc]ent(?:er|re)|[Dd]epartment|[Ll]aboratory) (?:of|for))\s/;

/** Where a word tells a group wherever it stands: `Tea Team Kettle`, `Collaboration TEA`. */
const GROUP_WORDS = /(?:^|\s)(?:[Tt]eam|[Cc]ollaborations?|[Cc]onsortium)\s/;

/** Whether a readable name is that of a collaboration, a team or an institute, and nobody's own. */
export function isGroup(name: string): boolean {
  return (
    GROUP_ENDINGS.test(name) || GROUP_BEGINNINGS.test(name) || GROUP_WORDS.test(name) || name.includes('@')
  );
}

/**
 * Takes a name apart, as `Ludwig van Beethoven` or `Beethoven, Ludwig van`. Family names of two words without
 * a particle cannot be told from middle names: the last word counts.
 * @returns null for a name without a character
 */
export function authorParts(name: string): AuthorParts | null {
  const text = oneLine(plainText(readText(name)));
  if (text === '') return null;
  if (isGroup(text) || !text.includes(' ')) return { literal: text };
  const [family = '', ...others] = text.split(/\s*,\s*/);
  if (others.length === 0) return straight(text.split(' '));
  const suffix = others.find((part) => SUFFIXES.has(part)) ?? '';
  const given = others.filter((part) => part !== suffix);
  if (family === '' || given.length > 1) return { literal: text };
  if (given.length === 0) return withSuffix(straight(family.split(' ')), suffix);
  return turned(family.split(' '), (given[0] ?? '').split(' '), suffix);
}

/** Given names first. */
function straight(parts: readonly string[]): AuthorParts {
  const last = parts.at(-1) ?? '';
  const suffix = parts.length > 2 && SUFFIXES.has(last) ? last : '';
  const named = suffix === '' ? parts : parts.slice(0, -1);
  let start = named.length - 1;
  while (start > 1 && isParticle(named[start - 1] ?? '', named[start] ?? '')) start -= 1;
  const given = named.slice(0, start).join(' ');
  if (given === '') return { literal: parts.join(' ') };
  return {
    given,
    particle: named.slice(start, -1).join(' '),
    family: named.at(-1) ?? '',
    suffix,
  };
}

/** Family name first; particles stand at either end. */
function turned(family: readonly string[], given: readonly string[], suffix: string): AuthorParts {
  const before = leading(family);
  const behind = trailing(given);
  const givenNames = given.slice(0, given.length - behind.length).join(' ');
  if (givenNames === '') return { literal: [...given, ...family].join(' ') };
  return {
    given: givenNames,
    particle: [...behind, ...before].join(' '),
    family: family.slice(before.length).join(' '),
    suffix,
  };
}

function leading(family: readonly string[]): readonly string[] {
  const end = family.findIndex((word) => !PARTICLES.has(word));
  return family.slice(0, Math.max(0, end));
}

function trailing(given: readonly string[]): readonly string[] {
  let start = given.length;
  while (start > 1 && PARTICLES.has(given[start - 1] ?? '')) start -= 1;
  return given.slice(start);
}

function isParticle(word: string, next: string): boolean {
  return PARTICLES.has(word) || (CAPITAL_PARTICLES.has(word) && !AFTER_MIDDLE_NAMES.has(next));
}

function withSuffix(parts: AuthorParts, suffix: string): AuthorParts {
  return 'literal' in parts || suffix === '' ? parts : { ...parts, suffix };
}
