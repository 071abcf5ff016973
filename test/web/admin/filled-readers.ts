import { cliActor } from '../../../src/cli/cli-actor.js';
import { keepSearch } from '../../../src/subscribers/reader-searches.js';
import { putInState } from '../../support/subscriber-state.js';
import type { OpenWeb } from '../open-web.js';

const LONG = 'wilhelmine-friederike.von-der-langen-adresse@institut-fuer-informatik.universitaet.example';
/** More of them where somebody looks at the pages. */
const READERS = process.env['SCREENSHOTS'] === undefined ? 4 : 50;

/**
 * Readers with something behind them, for pages to be looked at.
 * @returns the pages that are about them, behind `/admin`
 */
export async function fillReaders(web: OpenWeb): Promise<readonly string[]> {
  const { database, now } = web;
  const ids: number[] = [(await web.addReader(LONG)).id];
  for (let n = 1; n < READERS; n += 1) ids.push((await web.addReader(`reader-${n}@lab-${n % 7}.example`)).id);
  const [long, bounced, left] = ids;
  await putInState(database, 'bounced', [bounced ?? 0]);
  await putInState(database, 'unsubscribed', [left ?? 0]);
  await database.query(
    `INSERT INTO suppressions (address_hash, reason, created_at, note)
     SELECT address_hash, 'bounced', $2, 'as the report said' FROM subscribers WHERE id = $1`,
    [bounced, now],
  );
  await database.query(
    `INSERT INTO feedback (content_hash, source, class, status, reply, reason, rule, evidence, effect, subscriber_id, domain,
                           excerpt, occurred_at, received_at)
     SELECT ('filled ' || id)::bytea, 'smtp', CASE WHEN id = $2 THEN 'hard' ELSE 'soft' END, '5.1.1', '550', 'unknown-mailbox', 'dsn/status',
            'return-path', 'suppressed', id, 'institut-fuer-informatik.universitaet.example',
            E'Reporting-MTA: dns; mx.example\\nFinal-Recipient: rfc822; somebody\\nAction: failed\\nStatus: 5.1.1', $3, $3
       FROM unnest($1::bigint[]) AS id`,
    [[long, bounced], bounced, now],
  );
  await database.query(
    `INSERT INTO notices (kind, subscriber_id, serial, domain, state, attempts, reply_code, reply_status, reply_text, created_at, settled_at)
     VALUES ('welcome', $1, 1, 'lab.example', 'sent', 1, 250, '2.0.0', 'Ok: queued as 4Z9K1x0Q7Jz9rXk-and-a-very-long-queue-id', $2, $2)`,
    [long, now],
  );
  const context = { database, clock: () => web.now };
  const asked = { find: 'universitaet' };
  const search = await keepSearch(context, cliActor(), { asked, ids: null, name: 'At universities' });
  const many = await keepSearch(context, cliActor(), { asked: {}, ids: ids.slice(0, 4), name: null });
  return [
    ...['/readers', `/readers?search=${search}`, '/readers?state=complained', '/readers/export'],
    ...[`/readers/${long}`, `/readers/${bounced}`, `/readers/many/${many}/erase`],
    ...['/suppressions', '/suppressions/many?since=3d', '/feedback'],
  ];
}
