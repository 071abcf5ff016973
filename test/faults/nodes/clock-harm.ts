import { setTimeout as delay } from 'node:timers/promises';
import { MINUTE_MS } from '../../../src/durations.js';
import { addDays, dateIn, latestDuePeriod } from '../../../src/model/calendar-date.js';
import type { SendBed } from '../../support/faults/send-bed.js';
import { inventedList } from '../../support/invented-list.js';
import { waitFor } from '../../support/wait-for.js';
import type { Harm, Nodes } from './nodes.js';

const preload = new URL('../../support/faults/skewed-clock.js', import.meta.url).href;
/** Three sweeps. */
const LOOK_MS = 50_000;
const MADE_WITHIN_MS = 4 * MINUTE_MS;

/**
 * One of the three workers has a clock that is off. A digest comes due in between, by the wrong clock or by the right
 * one: it is made at its time, and no other.
 */
export function clockHarm(name: string, skewMs: number): Harm {
  // Ahead: due by the wrong clock alone while the nodes are looked at. Behind: due by the right one.
  const dueAt = new Date(Date.now() + (skewMs > 0 ? 10 * MINUTE_MS : 2 * MINUTE_MS));
  const digestTime = dueAt.toISOString().slice(11, 16);
  return {
    name,
    plan: {
      prepare: (bed) => listPapers(bed),
      environment: async () => ({ DIGEST_TIME: digestTime, DIGEST_TIMEZONE: 'UTC', SOURCE_WAIT: '0' }),
      workerEnvironment: (place) =>
        place === 0
          ? { NODE_OPTIONS: `--import=${preload}`, CLOCK_SKEW_MS: String(skewMs) }
          : ({} as Record<string, string>),
    },
    run: (nodes) => look(nodes, { digestTime, mustCome: skewMs < 0 }),
  };
}

async function listPapers({ source }: SendBed): Promise<void> {
  const today = dateIn('UTC', new Date());
  for (let day = -20; day <= 2; day += 1) {
    const date = addDays(today, day);
    source.setDay(date, inventedList(date, 4));
  }
}

interface Expected {
  readonly digestTime: string;
  readonly mustCome: boolean;
}

async function look({ bed, note }: Nodes, { digestTime, mustCome }: Expected): Promise<void> {
  const made = async (): Promise<number> => {
    const { rows } = await bed.database.query<{ count: number }>(
      `SELECT count(*) AS count FROM digests WHERE kind = 'daily' AND period >= $1`,
      [latestDuePeriod(new Date(), digestTime, 'UTC')],
    );
    return Number(rows[0]?.count);
  };
  if (mustCome) await waitFor('the digest that is due', async () => (await made()) > 0, MADE_WITHIN_MS);
  else await delay(LOOK_MS);
  const { rows } = await bed.database.query<{ early: number; mailed: number }>(
    `SELECT count(DISTINCT g.id) AS early, count(d.subscriber_id) AS mailed
       FROM digests g LEFT JOIN deliveries d ON d.digest_id = g.id
      WHERE g.kind = 'daily' AND g.period > $1`,
    [latestDuePeriod(new Date(), digestTime, 'UTC')],
  );
  note(`digests made early ${rows[0]?.early}, mailed early ${rows[0]?.mailed}`);
  note(bed.workers[0]?.output().includes('clock-off') ? 'the worker said so' : 'the worker SAID NOTHING');
}
