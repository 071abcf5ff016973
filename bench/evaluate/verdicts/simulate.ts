import { createBreaker, defaultBreakerThresholds } from '../../../src/delivery/breaker.js';
import { fanOut } from '../../../src/delivery/due/fan-out.js';
import { sweepDeliveries } from '../../../src/delivery/ledger/sweep-deliveries.js';
import { mailReport } from '../../../src/feedback/acting/mail-report.js';
import { type ActingContext, recordReport } from '../../../src/feedback/acting/record-report.js';
import { readMail } from '../../../src/feedback/inbound/read-mail.js';
import type { Database } from '../../../src/store/database.js';
import {
  findSendingControl,
  pauseDigest,
  resumeDigest,
} from '../../../src/store/deliveries/sending-control.js';
import type { SoftBounceLimit } from '../../../src/store/feedback/feedback-effects.js';
import { type Random, randomFrom } from '../random.js';
import { explainLateStop, type LateStop } from './late-stop.js';
import { messageIdKey, type SliceWorld, secretKeys, sendSliceTo } from './send-to-world.js';
import { addDay, addInvented, type Judged, judged } from './store-world.js';
import { type InventedReader, inventReaders, type Misfortunes, misfortunesIn, openWorld } from './world.js';

export interface SimulationOptions {
  readonly readers: number;
  readonly days: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

export interface SimulationResult extends Judged {
  /** Messages that went to the servers of dead addresses, and all that were tried there. */
  readonly toDead: number;
  readonly tried: number;
  /** Of readers who died: how many digests went to each before it stopped, and of how many it has not. */
  readonly digestsToDead: Readonly<Record<number, number>>;
  readonly dead: number;
  readonly stoppedWithinThree: number;
  /** Those who were not: who they were, and what stood in the way. */
  readonly late: readonly LateStop[];
  /** How often a digest stood still, by reason, while the relay refused the account and else. */
  readonly pauses: Readonly<Record<string, number>>;
  /** Mails that came back. */
  readonly cameBack: number;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 2, 2, 6);
const softBounces: SoftBounceLimit = { days: 5, withinDays: 30 };
/** Reports and vacation notes come within hours. */
const BACK_WITHIN_HOURS = 5;
const HOURS = 24;
/** So many digests may go to an address that has died. */
const SOON = 3;
/** An operator looks in the morning, and hears of a closed account for days before it is put right. */
const LOOKS_AT_HOUR = 3;

/** Everything that goes on while it is simulated. */
interface Simulation {
  readonly database: Database;
  readonly random: Random;
  readonly byId: ReadonlyMap<number, InventedReader>;
  readonly misfortunes: Misfortunes;
  /** Milliseconds since 1970. */
  now: number;
  tried: number;
  toDead: number;
  cameBack: number;
  /** The digests that went to each reader who had died, with when. */
  readonly digestsToDead: Map<number, Map<number, number>>;
  /** What comes back, by the hour since 1970. */
  readonly arriving: Map<number, Buffer[]>;
  readonly pauses: Record<string, number>;
  /** Digests that stand still and were counted. */
  readonly paused: Set<number>;
  readonly digests: number[];
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Sends a digest on each day to invented readers, with the real judge, guard, ledger and reports on a real database;
 * servers and people answer in this process.
 */
export async function simulate(database: Database, options: SimulationOptions): Promise<SimulationResult> {
  const { readers: count, days, seed, progress } = options;
  const random = randomFrom(seed);
  const readers = inventReaders(count, days, random);
  const addresses = readers.map(({ address }) => address);
  const ids = await addInvented(database, addresses, new Date(START - DAY));
  const simulation: Simulation = {
    ...{ database, random, now: START, tried: 0, toDead: 0, cameBack: 0, pauses: {}, digests: [] },
    byId: new Map(readers.map((reader, index) => [ids[index] ?? 0, reader])),
    misfortunes: misfortunesIn(days),
    ...{ digestsToDead: new Map(), arriving: new Map(), paused: new Set() },
  };
  const world = worldOf(simulation);
  for (let day = 0; day < days; day += 1) {
    await passDay(simulation, world, day);
    progress(`day ${day + 1} of ${days}`);
  }
  return resultOf(simulation);
}

function worldOf(simulation: Simulation): SliceWorld {
  const { database, random, misfortunes } = simulation;
  const clock = () => new Date(simulation.now);
  const pause = (id: number, reason: string) =>
    pauseDigest(database, id, { by: 'breaker', reason, now: clock() });
  const { answer } = openWorld(misfortunes);
  return {
    ...{ database, clock, softBounces, log, random: () => random.next() },
    breaker: createBreaker({ thresholds: defaultBreakerThresholds, pause, log }),
    tick: () => {
      simulation.now += 4_000;
    },
    answer: (subscriberId, digestId, sent) => {
      const reader = simulation.byId.get(subscriberId);
      if (reader === undefined) throw new Error(`there is no reader ${subscriberId}`);
      const day = dayOf(simulation);
      const answered = answer(reader, day, sent);
      if (!answered.byRelay) {
        const isDead = reader.diesOn !== null && day >= reader.diesOn;
        count(simulation, { subscriberId, digestId, isDead, mail: answered.mail });
      }
      return answered.reply;
    },
  };
}

const dayOf = ({ now }: Simulation) => Math.floor((now - START) / DAY);

function count(simulation: Simulation, { subscriberId, digestId, isDead, mail }: Attempted): void {
  const { digestsToDead, arriving, random, now } = simulation;
  simulation.tried += 1;
  if (isDead) {
    simulation.toDead += 1;
    const had = digestsToDead.get(subscriberId) ?? new Map<number, number>();
    digestsToDead.set(subscriberId, had.set(digestId, had.get(digestId) ?? now));
  }
  if (mail === null) return;
  const hour = Math.floor(now / HOUR) + 1 + random.below(BACK_WITHIN_HOURS);
  arriving.set(hour, [...(arriving.get(hour) ?? []), mail]);
}

interface Attempted {
  readonly subscriberId: number;
  readonly digestId: number;
  readonly isDead: boolean;
  readonly mail: Buffer | null;
}

async function passDay(simulation: Simulation, world: SliceWorld, day: number): Promise<void> {
  const { database, misfortunes, digests } = simulation;
  const { relay } = misfortunes;
  const begin = START + day * DAY;
  const digest = await addDay(database, day, new Date(begin));
  digests.push(digest);
  simulation.now = begin;
  await fanOut(database, digest);
  // Once the operator lets it go on too early.
  const isMended = day < relay.from || day >= relay.until || day === relay.from + 2;
  for (let hour = 0; hour < HOURS; hour += 1) {
    simulation.now = Math.max(simulation.now, begin + hour * HOUR);
    await receive(simulation);
    if (hour === LOOKS_AT_HOUR) await look(simulation, day, isMended);
    const { sliceIds } = await sweepDeliveries(database, world.clock(), 'hold');
    for (const slice of sliceIds) await sendSliceTo(world, slice);
  }
}

async function receive(simulation: Simulation): Promise<void> {
  const { database, arriving } = simulation;
  const acting: ActingContext = { database, softBounces, log };
  const hour = Math.floor(simulation.now / HOUR);
  for (const raw of arriving.get(hour) ?? []) {
    simulation.cameBack += 1;
    const recipients = [/^To: <([^>]+)>/m.exec(raw.toString('latin1'))?.[1] ?? ''];
    const mail = { raw, source: 'smtp', recipients, receivedAt: new Date(simulation.now) } as const;
    await recordReport(acting, mailReport({ secretKeys, messageIdKey }, mail, readMail(raw)));
    simulation.now += 20;
  }
  arriving.delete(hour);
}

/** The operator sees what stands still, and lets it go on where that is mended. */
async function look(simulation: Simulation, day: number, isMended: boolean): Promise<void> {
  const { database, misfortunes, digests, paused, pauses } = simulation;
  for (const digest of digests.slice(-14)) {
    const control = await findSendingControl(database, digest);
    if (control === null || control.pausedAt === null) continue;
    const when = day >= misfortunes.relay.from && day <= misfortunes.relay.until ? 'relay week' : 'else';
    const name = `${control.pauseReason}, ${when}`;
    if (!paused.has(digest)) pauses[name] = (pauses[name] ?? 0) + 1;
    paused.add(digest);
    if (isMended && (await resumeDigest(database, digest))) paused.delete(digest);
  }
}

function lateStop({ byId, digestsToDead, digests, misfortunes }: Simulation, id: number): LateStop | null {
  const reader = byId.get(id);
  const had = [...(digestsToDead.get(id) ?? [])];
  if (reader === undefined || had.length <= SOON) return null;
  // The hour of each attempt, and of which day its digest is.
  const attempts = had.map(([digest, at]) => ({ hour: (at - START) / HOUR, ofDay: digests.indexOf(digest) }));
  return explainLateStop(reader, attempts, misfortunes);
}

async function resultOf(simulation: Simulation): Promise<SimulationResult> {
  const { database, byId, digestsToDead: had, toDead, tried, cameBack, pauses } = simulation;
  const deaths = [...byId].filter(([, { diesOn }]) => diesOn !== null).map(([id]) => id);
  const digestsToDead: Record<number, number> = {};
  for (const id of deaths) {
    const digests = had.get(id)?.size ?? 0;
    digestsToDead[digests] = (digestsToDead[digests] ?? 0) + 1;
  }
  const late = deaths.flatMap((id) => lateStop(simulation, id) ?? []);
  const stoppedWithinThree = deaths.length - late.length;
  const counted = {
    toDead,
    tried,
    cameBack,
    pauses,
    dead: deaths.length,
    digestsToDead,
    stoppedWithinThree,
    late,
  };
  return { ...(await judged(database, deaths)), ...counted };
}
