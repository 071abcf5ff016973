import { writeDeliveries } from '../../../src/store/deliveries/deliveries.js';
import { raiseAlarm } from '../../../src/store/deliveries/sending-alarms.js';
import { recordPoll } from '../../../src/store/papers/polls.js';
import { answeredDigest } from '../answered-digest.js';
import type { OpenWeb } from '../open-web.js';

export const MAILED = '2026-03-23';

/** A digest on its way to a few readers, in every state, with an alarm, counted days and polls of a source. */
export async function fillMailing(web: OpenWeb): Promise<void> {
  const { database } = web;
  const readers: number[] = [];
  for (let index = 0; index < 12; index += 1)
    readers.push((await web.addReader(`reader-${index}@${['inbox', 'mail', 'post'][index % 3]}.example`)).id);
  const { id } = await answeredDigest(web, MAILED);
  await writeDeliveries(database, id, 4);
  const states = [
    [0, 5, `state = 'sent', relay = 'main', settled_at = '2026-03-24T09:29:50Z'`],
    [
      5,
      6,
      `state = 'failed', relay = 'main', reply_code = 550, reply_status = '5.1.1', reason = 'dead-address'`,
    ],
    [6, 7, `state = 'deferred', relay = 'spare', reply_code = 451, next_attempt_at = '2026-03-24T10:00:00Z'`],
    [
      7,
      10,
      `state = 'uncertain', relay = 'main', reason = 'worker-lost', settled_at = '2026-03-24T09:20:00Z'`,
    ],
  ] as const;
  for (const [from, until, columns] of states)
    await database.query(`UPDATE deliveries SET ${columns} WHERE subscriber_id = ANY ($1)`, [
      readers.slice(from, until),
    ]);
  await raiseAlarm(database, {
    ...{ level: 'warn', reason: 'complaints', digestId: id, sent: 500, cameBack: 1 },
    raisedAt: web.now,
  });
  await database.query(`
    INSERT INTO counted_days (day, starts, ends, counted_at, incomplete)
    SELECT d, d, d + interval '1 day', d + interval '1 day', false
      FROM generate_series(timestamptz '2026-02-23', timestamptz '2026-03-24', interval '1 day') AS d`);
  await database.query(`
    INSERT INTO daily_numbers (measure, dimension, day, label, value)
    SELECT m.measure, m.dimension, day, m.label, m.base + (day - date '2026-02-23') * m.growth % 17
      FROM counted_days, (VALUES ('readers', 'state', 'active', 4900, 3), ('joined', 'via', 'form', 4, 5),
        ('left', 'via', 'one-click', 1, 2), ('mail.sent', 'relay', 'main', 4800, 1), ('mail.complaints', 'relay', 'main', 1, 1))
        AS m (measure, dimension, label, base, growth)`);
  for (const [listDate, papers, errorCode] of [
    ['2026-03-20', 21, null],
    ['2026-03-22', 0, null],
    ['2026-03-23', 34, null],
    ['2026-03-24', 0, 'SOURCE_UNAVAILABLE'],
  ] as const)
    await recordPoll(database, {
      ...{ source: 'huggingface', listDate, papers, skipped: 1, errorCode, errorDetail: null },
      ...{ startedAt: new Date(`${listDate}T07:59:58Z`), finishedAt: new Date(`${listDate}T08:00:00Z`) },
    });
}
