import { domainOf } from '../../model/address.js';
import type { Import, ImportLine, ImportVerdict } from '../../model/import.js';
import { writeOrigin } from '../../model/origin.js';
import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../../store/database.js';
import { insertNotices } from '../../store/deliveries/notices.js';
import type { LineVerdict } from '../../store/imports/import-lines.js';
import { type KnownAddress, readKnownAddresses } from '../../store/imports/known-addresses.js';
import { type Consent, insertConsents } from '../../store/subscribers/consents.js';
import { holdAgainstErasure, insertListed, insertPending } from '../../store/subscribers/new-subscribers.js';
import { lockSignupDecisions } from '../../store/subscribers/signups.js';
import { suppressListed } from '../../store/subscribers/suppressions.js';
import { bounce, complain, leave } from '../../store/subscribers/transitions.js';
import type { Keyring } from '../keyring.js';
import { judgeLine, stopReason } from './judge-line.js';
import { type ListedPerson, readLine } from './read-line.js';

export interface Carrying {
  readonly keyring: Keyring;
  readonly now: Date;
  /** Names of time zones that readers may have. */
  readonly zones: ReadonlySet<string>;
}

interface Judged {
  readonly person: ListedPerson;
  readonly verdict: ImportVerdict;
  readonly subscriberId: number | null;
}

/**
 * Carries out some lines of an import, within the transaction of its caller. The check rolls that back, so that it finds
 * what the run will do by doing it.
 * @returns what each line came to
 */
export async function carryOutLines(
  client: Queryable,
  one: Import,
  lines: readonly ImportLine[],
  carrying: Carrying,
): Promise<readonly LineVerdict[]> {
  const { verdicts, people } = readLines(one, lines, carrying);
  if (one.aim === 'invite') await lockSignupDecisions(client);
  await holdAgainstErasure(
    client,
    people.map(({ key }) => key),
  );
  const each = new Map(people.map((person) => [person.key, person]));
  const known = await readKnownAddresses(client, [...each.values()], {
    importId: one.id,
    before: lines[0]?.line ?? 1,
  });
  const judged = judgeAll(one, people, known);
  const done = new Map<number, ImportVerdict>(judged.map(({ person, verdict }) => [person.line, verdict]));
  await stopListed(client, one, judged, carrying.now);
  for (const line of await addListed(client, one, judged, carrying.now)) done.set(line, 'already');
  for (const line of await inviteListed(client, one, judged, carrying.now)) done.set(line, 'already');
  for (const { line, hash } of people) {
    verdicts.push({ line, verdict: done.get(line) ?? 'invalid', problem: null, detail: null, hash });
  }
  return verdicts;
}

function readLines(one: Import, lines: readonly ImportLine[], { keyring, now, zones }: Carrying) {
  const verdicts: LineVerdict[] = [];
  const people: ListedPerson[] = [];
  const headless = new Set(one.columns.flatMap((name, at) => (name === '' ? [at] : [])));
  const reading = { keyring, now, zones, headless, columns: one.columns.length, mapping: one.mapping };
  for (const line of lines) {
    const read = readLine(line, reading);
    if ('problem' in read) verdicts.push({ ...read, line: line.line, verdict: 'invalid' });
    else people.push(read);
  }
  return { verdicts, people };
}

const UNKNOWN: KnownAddress = {
  ...{ subscriberId: null, state: null, bySelf: false, suppression: null, earlier: [] },
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
  return judged.map((each) =>
    (each.verdict === 'added' || each.verdict === 'invited') && stopped.has(each.person.key)
      ? { ...each, verdict: 'twice' }
      : each,
  );
}

function withVerdict(judged: readonly Judged[], wanted: ImportVerdict): Judged[] {
  return judged.filter(({ verdict }) => verdict === wanted);
}

/** What a line says of where somebody comes from, as part of the origin of the whole list. */
function originOf({ service }: Import, { campaign }: ListedPerson): string {
  return writeOrigin({ place: 'import', of: service, campaign });
}

/** The id under which consents keep what a list declares; the text is in the row of the import. */
function wordingOf({ id }: Import): string {
  return `import-${id}`;
}

/**
 * Adds whom nothing is said against, as active readers.
 * @returns the lines of those who were there in the meantime
 */
async function addListed(
  client: Queryable,
  one: Import,
  judged: readonly Judged[],
  at: Date,
): Promise<readonly number[]> {
  const wanted = withVerdict(judged, 'added').map(({ person }) => person);
  const identities = wanted.map((person) => ({ ...person, language: person.language ?? one.language }));
  const ids = await insertListed(client, identities, at);
  await insertConsents(
    client,
    wanted.flatMap((person): Consent[] => {
      const subscriberId = ids.get(person.key);
      if (subscriberId === undefined) return [];
      const { agreedAt } = person;
      return [
        {
          ...{ subscriberId, event: 'added', via: 'import', wording: wordingOf(one), clientHash: null, at },
          ...{ origin: originOf(one, person), importId: one.id, agreedAt },
        },
      ];
    }),
  );
  return wanted.filter(({ key }) => !ids.has(key)).map(({ line }) => line);
}

/** Asks people once whether they want to be readers. @returns the lines of those who were there in the meantime */
async function inviteListed(
  client: Queryable,
  one: Import,
  judged: readonly Judged[],
  at: Date,
): Promise<readonly number[]> {
  const people = withVerdict(judged, 'invited').map(({ person }) => person);
  if (people.length === 0) return [];
  const identities = people.map((person) => ({ ...person, language: person.language ?? one.language }));
  const asked = new Map(
    (await insertPending(client, identities, at)).map((request) => [request.key, request]),
  );
  const invited = people.flatMap((person) => {
    const request = asked.get(person.key);
    return request === undefined ? [] : [{ person, ...request }];
  });
  await insertConsents(
    client,
    invited.map(({ person, subscriberId }) => ({
      ...{ subscriberId, event: 'requested', via: 'import', wording: wordingOf(one), clientHash: null, at },
      ...{ origin: originOf(one, person), importId: one.id, agreedAt: person.agreedAt },
    })),
  );
  await insertNotices(
    client,
    invited.map(({ person, subscriberId, serial }) => ({
      ...{ kind: 'confirmation', subscriberId, serial, domain: domainOf(person.address) },
    })),
    at,
  );
  return people.filter(({ key }) => !asked.has(key)).map(({ line }) => line);
}

/** Keeps from being mailed whom the list stops; readers among them leave. */
async function stopListed(
  client: Queryable,
  one: Import,
  judged: readonly Judged[],
  at: Date,
): Promise<void> {
  const stopped = withVerdict(judged, 'suppressed').map((each) => ({
    ...each,
    reason: stopReason(one.aim, each.person),
  }));
  for (const reason of ['left', 'operator', 'bounced', 'complained'] as const) {
    const some = stopped.filter((each) => each.reason === reason);
    if (some.length === 0) continue;
    const ids = some.flatMap(({ subscriberId }) => subscriberId ?? []);
    const gone = await departed(client, reason, ids, at);
    await insertConsents(
      client,
      gone.map((subscriberId) => ({
        ...{ subscriberId, event: 'withdrawn', via: 'import', wording: null, clientHash: null, at },
        importId: one.id,
      })),
    );
    const hashes = some.map(({ person }) => person.hash);
    await suppressListed(client, hashes, { reason, note: wordingOf(one), at });
  }
}

/** @returns the ids of those who were readers, or had been asked, until now */
async function departed(
  client: Queryable,
  reason: Exclude<SuppressionReason, 'erased'>,
  ids: readonly number[],
  at: Date,
): Promise<readonly number[]> {
  if (ids.length === 0) return [];
  if (reason === 'bounced') {
    await bounce(client, ids, at);
    return [];
  }
  const gone = reason === 'complained' ? await complain(client, ids, at) : await leave(client, ids, at);
  return gone.map(({ id }) => id);
}
