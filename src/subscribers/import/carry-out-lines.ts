import { domainOf } from '../../model/address.js';
import type { Import, JudgedLine } from '../../model/import.js';
import { writeOrigin } from '../../model/origin.js';
import type { SuppressionReason } from '../../model/subscriber.js';
import type { Queryable } from '../../store/database.js';
import { insertNotices } from '../../store/deliveries/notices.js';
import type { LineVerdict } from '../../store/imports/import-lines.js';
import { insertConsents } from '../../store/subscribers/consents.js';
import { insertListed } from '../../store/subscribers/listed-readers.js';
import { holdAgainstErasure, insertPending } from '../../store/subscribers/new-subscribers.js';
import { lockSignupDecisions } from '../../store/subscribers/signups.js';
import { suppressListed } from '../../store/subscribers/suppressions.js';
import { bounce, complain, leave } from '../../store/subscribers/transitions.js';
import { stopReason } from './judge-line.js';
import {
  type Carrying,
  type Judged,
  judgePeople,
  readLines,
  verdictsOf,
  withVerdict,
} from './judge-lines.js';
import type { ListedPerson } from './read-line.js';

/**
 * Carries out some lines of an import as judgeLines() says, within the transaction of its caller.
 * @returns what each line came to
 */
export async function carryOutLines(
  client: Queryable,
  one: Import,
  lines: readonly JudgedLine[],
  carrying: Carrying,
): Promise<readonly LineVerdict[]> {
  const { refused, people } = readLines(one, lines, carrying);
  if (one.aim === 'invite') await lockSignupDecisions(client);
  await holdAgainstErasure(
    client,
    people.map(({ key }) => key),
  );
  const judged = await judgePeople(client, one, people, lines);
  await stopListed(client, one, judged, carrying.now);
  const already = [
    ...(await addListed(client, one, judged, carrying.now)),
    ...(await inviteListed(client, one, judged, carrying.now)),
  ];
  return verdictsOf({ refused, judged }, new Map(already.map((line) => [line, 'already'])));
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
  const written = await insertListed(
    client,
    wanted.map((person) => ({
      ...person,
      ...{ language: person.language ?? one.language, origin: originOf(one, person) },
    })),
    { importId: one.id, wording: wordingOf(one), at },
  );
  return wanted.filter(({ key }) => !written.has(key)).map(({ line }) => line);
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
