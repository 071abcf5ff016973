import { setFlagsFromString } from 'node:v8';
import type { Config } from '../config/config.js';
import { noteExtensions } from '../delivery/relays/note-extensions.js';
import { refuseSenderOfNoRelay } from '../delivery/relays/verify-relays.js';
import type { LocalMailbox } from '../embedded/mailbox.js';
import { loadTexts } from '../i18n/load-texts.js';
import type { ClockWatch } from '../jobs/clock-watch.js';
import { type DirectWork, openDirectWork } from '../jobs/direct-work.js';
import { sweepByOwnClock } from '../jobs/own-clock.js';
import { jobNames } from '../jobs/queues.js';
import { ensureSampleDigest } from '../jobs/sample-digest.js';
import { startSchedules } from '../jobs/schedules.js';
import { buildStages } from '../jobs/stages.js';
import { watchServer } from '../jobs/watch-server.js';
import { startWorkers } from '../jobs/workers.js';
import { countHolders } from '../store/leases.js';
import type { Stores } from '../wiring/wiring.js';
import { openImapReader } from '../wiring/wiring-feedback.js';
import { type Queues, stagesContext } from '../wiring/wiring-jobs.js';
import { type MailRenderer, openDelivery } from '../wiring/wiring-mail.js';
import { beat, type Monitor } from '../wiring/wiring-monitor.js';

/** What the queue does not take a worker carries out itself, as soon as there is one. */
export interface DirectPart {
  work: DirectWork | null;
}

export interface WorkerParts {
  readonly mailRenderer: MailRenderer;
  readonly mailbox: LocalMailbox | null;
  readonly clockWatch: ClockWatch;
  readonly direct: DirectPart;
  readonly monitor: Monitor;
}

/** Starts what the role `worker` does: the stages, their schedules, the sweep, and reading what comes back by IMAP. */
export async function startWorker(
  stores: Stores,
  { backend, queues }: Queues,
  { mailRenderer, mailbox, clockWatch, direct, monitor }: WorkerParts,
): Promise<void> {
  const { config, database, log, closers, clock } = stores;
  boundHeapGrowth();
  const delivery = openDelivery(stores, mailRenderer, mailbox, monitor.told);
  await refuseSenderOfNoRelay(delivery.relays, config.mailFrom.address);
  closers.add('relay-extensions', noteExtensions(delivery));
  const stages = buildStages({
    ...stagesContext(stores, delivery, queues),
    isClockOff: clockWatch.look,
    lookAtDns: () => faultsOfDns(config),
  });
  if (config.databaseUrl === null) await ensureSampleDigest(database, clock());
  await watchServer(stores);
  const workers = await startWorkers(backend, stages, log);
  const work = openDirectWork((job) => workers.carryOut(job));
  direct.work = work;
  // Ends after the workers, which tell what is under way to stop.
  closers.add('direct-work', () => work.close());
  closers.add('workers', () => workers.close());
  const stopSweeping = sweepByOwnClock({
    countSweeps: () => countHolders(database, 'sweep'),
    sweep: () => workers.carryOut({ queue: 'sweep', name: jobNames.sweep, data: {} }),
    log,
  });
  closers.add('own-clock', stopSweeping);
  monitor.watch(await beat(stores, delivery.worker));
  clockWatch.onTurn(workers.holdScheduled);
  await startSchedules(backend, config, log, () => !clockWatch.isOff());
  await openImapReader(stores);
}

async function faultsOfDns(config: Config): Promise<readonly string[]> {
  const { lookAtDns } = await import('./doctor/look-at-dns.js');
  const { en } = await loadTexts();
  return (await lookAtDns(config, en)).flatMap(({ check, verdict }) => (verdict === 'fault' ? [check] : []));
}

/** Of what lives after a collection. */
const GROWING_PERCENT = 60;

/**
 * Has V8 collect when the heap has grown by more than a half, not up to four times what lives: it spares no memory
 * where it sees none lacking. A worker that sends for an hour would hold twice what it needs; collecting sooner
 * costs it about three hundredths of its time.
 */
function boundHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
