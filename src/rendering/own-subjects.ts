import type { Texts } from '../i18n/texts.js';
import type { PeriodicKind } from '../model/digest.js';
import { oneLine } from '../model/one-line.js';
import { countsPapers, fillSubjectPattern, subjectFault } from '../model/subject-pattern.js';
import { topTitle } from './digest-subject.js';

/** Subject lines in an operator's words, by the names that `subjects.json` gives them. */
export type OwnSubjects = Readonly<Partial<Record<SubjectName, string>>>;

type SubjectName = PeriodicKind | `${PeriodicKind}-one`;

/** The subject lines of one digest: for an edition of several papers and for one of a single paper. */
export interface DigestSubjects {
  /** Null: Broadsheet's own, as for {@link one}. */
  readonly several: string | null;
  readonly one: string | null;
  readonly site: string;
  /** `March 24`, `The week of March 23`, `March 2026`. */
  readonly date: string;
}

const NAMES: readonly SubjectName[] = [
  'daily',
  'daily-one',
  'weekly',
  'weekly-one',
  'monthly',
  'monthly-one',
];

/** What most programs show of a subject on a wide screen. */
const MOST_CHARACTERS = 70;
/** Less of a title says nothing. */
const LEAST_TITLE = 24;

/** The widest that is put in for each place beside the title. */
const WIDEST = { count: '999', more: '999' } as const;
const WIDEST_DATES: Readonly<Record<PeriodicKind, string>> = {
  daily: 'September 30',
  weekly: 'The week of September 28',
  monthly: 'September 2026',
};

/** What is wrong with the value of `subjects.json`, as sentences; it is an `OwnSubjects` where there is nothing. */
export function ownSubjectFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return ['expected a JSON object of subject lines'];
  }
  return Object.entries(value).flatMap(([name, pattern]) => {
    const fault = isName(name)
      ? (subjectFault(pattern) ?? missingOne(name, pattern as string, value))
      : `there is no such subject; there are ${NAMES.join(', ')}`;
    return fault === null ? [] : [`“${name}”: ${fault}`];
  });
}

/** What does not fit in a subject line of this site, as sentences. */
export function subjectRoomFaults(subjects: OwnSubjects, site: string): string[] {
  return Object.entries(subjects).flatMap(([name, pattern]) => {
    const date = WIDEST_DATES[name.replace('-one', '') as PeriodicKind];
    const words = fillSubjectPattern(pattern, { ...WIDEST, date, site: oneLine(site), title: '' }).length;
    const least = pattern.includes('{title}') ? LEAST_TITLE : 0;
    if (words + least <= MOST_CHARACTERS) return [];
    return [
      least === 0
        ? `“${name}”: it takes up to ${words} characters, and ${MOST_CHARACTERS} are shown`
        : `“${name}”: all but the title takes up to ${words} of ${MOST_CHARACTERS} characters, and a title needs ${least}`,
    ];
  });
}

/** The subject lines of one digest in the words of `subjects.json`; null where it has none for its kind. */
export function chooseSubjects(
  subjects: OwnSubjects,
  kind: PeriodicKind,
  { site, date }: Pick<DigestSubjects, 'site' | 'date'>,
): DigestSubjects | null {
  const several = subjects[kind];
  if (several === undefined) return null;
  return { several, one: subjects[`${kind}-one`] ?? several, site: oneLine(site), date };
}

/**
 * The subject lines of one digest in the words of its editor, which take the place of others. A line that counts papers
 * is none for a single one.
 */
export function editorsSubjects(
  line: string,
  { site, date }: Pick<DigestSubjects, 'site' | 'date'>,
  others: DigestSubjects | null,
): DigestSubjects {
  return { several: line, one: countsPapers(line) ? (others?.one ?? null) : line, site: oneLine(site), date };
}

/** The subject of an edition, its top title shortened so that the whole can be seen; null without papers. */
export function fillSubject(
  texts: Texts,
  { several, one, site, date }: DigestSubjects,
  titles: readonly string[],
): string | null {
  const [top, ...others] = titles;
  if (top === undefined) return null;
  const pattern = others.length === 0 ? one : several;
  if (pattern === null) return null;
  const values = { count: String(titles.length), more: String(others.length), site, date };
  const room = MOST_CHARACTERS - fillSubjectPattern(pattern, { ...values, title: '' }).length;
  return fillSubjectPattern(pattern, { ...values, title: topTitle(texts, top, Math.max(LEAST_TITLE, room)) });
}

function isName(name: string): name is SubjectName {
  return NAMES.includes(name as SubjectName);
}

/** `1 papers` and `and 0 more` are nothing to say. */
function missingOne(name: SubjectName, pattern: string, subjects: object): string | null {
  if (name.endsWith('-one')) {
    const several = name.replace('-one', '');
    return several in subjects ? null : `it needs “${several}” beside it`;
  }
  return countsPapers(pattern) && !(`${name}-one` in subjects)
    ? `it counts papers, so “${name}-one” is needed beside it, for a mail with a single paper`
    : null;
}
