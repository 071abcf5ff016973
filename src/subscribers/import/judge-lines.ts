import type { Import, ImportVerdict, JudgedLine } from '../../model/import.js';
import type { Queryable } from '../../store/database.js';
import type { LineVerdict } from '../../store/imports/import-lines.js';
import { type KnownAddress, readKnownAddresses } from '../../store/imports/known-addresses.js';
import type { Keyring } from '../keyring.js';
import { departuresIn } from './column-headings.js';
import { judgeLine } from './judge-line.js';
import { type ListedPerson, readLine } from './read-line.js';

export interface Carrying {
  readonly keyring: Keyring;
  readonly now: Date;
  /** Names of time zones that readers may have. */
  readonly zones: ReadonlySet<string>;
}

export interface Judged {
  readonly person: ListedPerson;
  readonly verdict: ImportVerdict;
  readonly subscriberId: number | null;
}

/** Some lines, each with what becomes of it. */
export interface JudgedLines {
  /** Of lines that cannot be used. */
  readonly refused: readonly LineVerdict[];
  readonly judged: readonly Judged[];
}

/** What becomes of some lines as things stand; nothing is changed. */
export async function judgeLines(
  client: Queryable,
  one: Import,
  lines: readonly JudgedLine[],
  carrying: Carrying,
): Promise<JudgedLines> {
  const { refused, people } = readLines(one, lines, carrying);
  return { refused, judged: await judgePeople(client, one, people, lines) };
}

/** The same as rows of the list. @param done what came of a line instead, by its number */
export function verdictsOf(
  { refused, judged }: JudgedLines,
  done: ReadonlyMap<number, ImportVerdict> = new Map(),
): readonly LineVerdict[] {
  const used = judged.map(({ person: { line, hash }, verdict }) => ({
    ...{ line, verdict: done.get(line) ?? verdict, problem: null, detail: null, hash },
  }));
  return [...refused, ...used];
}

/** Of what a check found: of all lines with its address this is the one that counts. */
const STANDS_ALONE: ReadonlySet<ImportVerdict | null> = new Set(['added', 'invited']);

export async function judgePeople(
  client: Queryable,
  one: Import,
  people: readonly ListedPerson[],
  lines: readonly JudgedLine[],
): Promise<readonly Judged[]> {
  const isChecked = one.state === 'running';
  const alone = new Set(
    lines.flatMap(({ line, verdict }) => (isChecked && STANDS_ALONE.has(verdict) ? [line] : [])),
  );
  const among = new Set(people.flatMap(({ line, key }) => (alone.has(line) ? [] : [key])));
  const each = new Map(people.map(({ key, hash }) => [key, { key, hash, isAmongOthers: among.has(key) }]));
  const looked = { importId: one.id, from: lines[0]?.line ?? 1, isChecked };
  return judgeAll(one, people, await readKnownAddresses(client, [...each.values()], looked));
}

export function readLines(one: Import, lines: readonly JudgedLine[], { keyring, now, zones }: Carrying) {
  const refused: LineVerdict[] = [];
  const people: ListedPerson[] = [];
  const headless = new Set(one.columns.flatMap((name, at) => (name === '' ? [at] : [])));
  const { columns, mapping } = one;
  const departures = departuresIn(columns, mapping);
  const reading = { keyring, now, zones, headless, departures, columns: columns.length, mapping };
  for (const line of lines) {
    const read = readLine(line, reading);
    if ('problem' in read) refused.push({ ...read, line: line.line, verdict: 'invalid' });
    else people.push(read);
  }
  return { refused, people };
}

const UNKNOWN: KnownAddress = {
  ...{ subscriberId: null, state: null, bySelf: false, suppression: null, earlier: [], stoppedLater: false },
};

/** In order, each line knowing of those before it. */
function judgeAll(
  { aim }: Import,
  people: readonly ListedPerson[],
  known: ReadonlyMap<string, KnownAddress>,
): readonly Judged[] {
  const earlier = new Map<string, ImportVerdict[]>();
  const judged = people.map((person) => {
    const hash = person.hash.toString('hex');
    const before = known.get(hash) ?? UNKNOWN;
    const verdicts = earlier.get(hash) ?? [...before.earlier];
    earlier.set(hash, verdicts);
    const verdict = judgeLine(aim, person, { ...before, earlier: verdicts });
    verdicts.push(verdict);
    return { person, verdict, subscriberId: before.subscriberId };
  });
  // Of two lines with one address the one that stops counts, also where it comes later.
  const stopped = new Set(withVerdict(judged, 'suppressed').map(({ person }) => person.key));
  for (const { key, hash } of people) if (known.get(hash.toString('hex'))?.stoppedLater) stopped.add(key);
  return judged.map((each) =>
    (each.verdict === 'added' || each.verdict === 'invited') && stopped.has(each.person.key)
      ? { ...each, verdict: 'twice' }
      : each,
  );
}

export function withVerdict(judged: readonly Judged[], wanted: ImportVerdict): Judged[] {
  return judged.filter(({ verdict }) => verdict === wanted);
}
