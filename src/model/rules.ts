import { askedByKeyword } from './keyword-asks.js';
import { oneLine } from './one-line.js';

export const termKinds = ['topics', 'categories', 'keywords', 'authors', 'organisations'] as const;
export type TermKind = (typeof termKinds)[number];
export type Terms = Readonly<Record<TermKind, readonly string[]>>;

/**
 * How much of its papers a digest shows: `short`, ten with a summary and the rest in a row each; `full`, every paper with
 * its whole abstract; `titles`, all in rows.
 */
export const abstractForms = ['full', 'short', 'titles'] as const;
export type AbstractForm = (typeof abstractForms)[number];

/** What a digest brings where none of its papers match. */
export const fallbacks = ['nothing', 'topThree'] as const;
export type Fallback = (typeof fallbacks)[number];

/** What a reader wants of a digest. Readers with the same rules share an edition. */
export interface Rules {
  /** A paper with any of these; all papers where there are none. */
  readonly follow: Terms;
  /** Never a paper with any of these, whatever is followed. */
  readonly mute: Terms;
  /** When the digest is frozen. */
  readonly minUpvotes: number;
  readonly onlyWithCode: boolean;
  /** The first so many of a digest; null for no limit. */
  readonly maxPapers: number | null;
  /** Null: the operator's. */
  readonly abstracts: AbstractForm | null;
  /** Whether papers have their pictures in mail, where there are any. */
  readonly pictures: boolean;
  readonly whenNothingMatches: Fallback;
}

/** Rules as they are given: all of it may be absent. */
export type GivenRules = Partial<
  Omit<Rules, 'follow' | 'mute'> & { readonly follow: Partial<Terms>; readonly mute: Partial<Terms> }
>;

export type RulesFaultReason =
  | 'too-many'
  | 'too-long'
  | 'no-topic'
  | 'no-category'
  | 'no-keyword'
  | 'stop-word';

export interface RulesFault {
  /** As a JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** For programs, in English. */
  readonly detail: string;
  /** What pages put into words. */
  readonly reason: RulesFaultReason;
  /** What is at fault; empty where it is the list as a whole. */
  readonly term: string;
}

export const ruleLimits = { termsOfAKind: 30, termLength: 80, minUpvotes: 10_000, maxPapers: 200 } as const;

const noTerms: Terms = { topics: [], categories: [], keywords: [], authors: [], organisations: [] };

/** Everything, in the ordinary form. */
export const noRules: Rules = {
  follow: noTerms,
  mute: noTerms,
  minUpvotes: 0,
  onlyWithCode: false,
  maxPapers: null,
  abstracts: null,
  pictures: true,
  whenNothingMatches: 'nothing',
};

/** All but the terms, in the order in which rules are spelled that are kept: a new one stands last. */
const limitNames = Object.keys(noRules).filter((name) => name !== 'follow' && name !== 'mute') as Exclude<
  keyof Rules,
  'follow' | 'mute'
>[];

/** arXiv's: an archive, or one of its subjects (https://arxiv.org/category_taxonomy). */
const CATEGORY = /^[a-z][a-z-]{1,11}(\.[A-Za-z][A-Za-z-]{1,14})?$/;

/** Rules with every choice made: terms are trimmed, sorted, and stand once whatever their case is. */
export function completeRules(given: GivenRules): Rules {
  return {
    ...noRules,
    ...given,
    follow: completeTerms(given.follow),
    mute: completeTerms(given.mute),
  };
}

/**
 * What of rules cannot be used; the lists are checked, numbers by the schema of the entrance.
 * @param isTopic whether the installation has a topic of this name
 */
export function rulesFaults({ follow, mute }: Rules, isTopic: (name: string) => boolean): RulesFault[] {
  const faults: RulesFault[] = [];
  for (const [side, terms] of [
    ['follow', follow],
    ['mute', mute],
  ] as const) {
    for (const kind of termKinds) {
      const pointer = `/${side}/${kind}`;
      if (terms[kind].length > ruleLimits.termsOfAKind) {
        const detail = `at most ${ruleLimits.termsOfAKind} of them`;
        faults.push({ pointer, detail, reason: 'too-many', term: '' });
      }
      for (const term of terms[kind]) {
        const reason = termFault(kind, term, isTopic);
        if (reason === null) continue;
        faults.push({ pointer, detail: `${term}: ${TERM_FAULTS[reason]}`, reason, term });
      }
    }
  }
  return faults;
}

/** One spelling for the same rules, without what is as ever; `{}` for none. */
export function canonicalRules(rules: Rules): string {
  const terms = (given: Terms) =>
    Object.fromEntries(termKinds.filter((kind) => given[kind].length > 0).map((kind) => [kind, given[kind]]));
  const { follow, mute } = rules;
  const chosen: [string, unknown][] = [];
  if (termKinds.some((kind) => follow[kind].length > 0)) chosen.push(['follow', terms(follow)]);
  if (termKinds.some((kind) => mute[kind].length > 0)) chosen.push(['mute', terms(mute)]);
  for (const name of limitNames) if (rules[name] !== noRules[name]) chosen.push([name, rules[name]]);
  return JSON.stringify(Object.fromEntries(chosen));
}

function completeTerms(given: Partial<Terms> = {}): Terms {
  const of = (kind: TermKind): string[] => {
    const bySpelling = new Map<string, string>();
    for (const term of given[kind] ?? []) {
      const line = oneLine(term.normalize('NFC')).replace(/\s+/g, ' ').trim();
      const clean = kind === 'categories' ? arxivSpelling(line) : line;
      const key = clean.toLowerCase();
      if (clean !== '' && !bySpelling.has(key)) bySpelling.set(key, clean);
    }
    return [...bySpelling].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, clean]) => clean);
  };
  return {
    topics: of('topics'),
    categories: of('categories'),
    keywords: of('keywords'),
    authors: of('authors'),
    organisations: of('organisations'),
  };
}

const TERM_FAULTS: Readonly<Record<Exclude<RulesFaultReason, 'too-many'>, string>> = {
  'too-long': `at most ${ruleLimits.termLength} characters`,
  'no-topic': 'there is no such topic',
  'no-category': 'not a category of arXiv, like cs.CL',
  'no-keyword': 'a keyword needs a letter or a digit',
  'stop-word': 'a word that is in every text brings every paper; add the words that it belongs to',
};

function termFault(
  kind: TermKind,
  term: string,
  isTopic: (name: string) => boolean,
): keyof typeof TERM_FAULTS | null {
  if (term.length > ruleLimits.termLength) return 'too-long';
  if (kind === 'topics' && !isTopic(term)) return 'no-topic';
  if (kind === 'categories' && !CATEGORY.test(term)) return 'no-category';
  if (kind === 'keywords' && !/[\p{L}\p{N}]/u.test(term)) return 'no-keyword';
  if (kind === 'keywords' && askedByKeyword(term) === null) return 'stop-word';
  return null;
}

/**
 * A category as arXiv writes it: the archive in small letters, and so is a subject unless it has two letters
 * (`cs.CL`, `cond-mat.mtrl-sci`; https://arxiv.org/category_taxonomy). What has no subject stays as it is.
 */
function arxivSpelling(category: string): string {
  return category.replace(/^([a-z-]+)\.([a-z-]+)$/i, (_, archive: string, subject: string) => {
    const spelled = subject.length === 2 ? subject.toUpperCase() : subject.toLowerCase();
    return `${archive.toLowerCase()}.${spelled}`;
  });
}
