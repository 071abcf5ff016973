import { createServer } from 'node:net';
import { createClosers } from '../../closers.js';
import { type Config, configOf } from '../../config/config.js';
import { refuseExposedMailbox } from '../../config/mailbox-exposure.js';
import { readSettings, type Settings } from '../../config/read-settings.js';
import { type ShownSetting, shownSettings } from '../../config/shown-settings.js';
import { noteExtensions } from '../../delivery/relays/note-extensions.js';
import { refuseSenderOfNoRelay } from '../../delivery/relays/verify-relays.js';
import { SECOND_MS } from '../../durations.js';
import type { LocalMailbox } from '../../embedded/mailbox.js';
import { codeOf } from '../../error-facts.js';
import { BroadsheetError } from '../../errors.js';
import { askForPaper } from '../../jobs/ask-for-paper.js';
import { checkZones } from '../../jobs/check-zones.js';
import { type ClockWatch, watchClock } from '../../jobs/clock-watch.js';
import { type DirectWork, type LostJob, openDirectWork } from '../../jobs/direct-work.js';
import { exampleBytes } from '../../jobs/example-message.js';
import { sweepByOwnClock } from '../../jobs/own-clock.js';
import { openQueueDesk } from '../../jobs/queue-desk.js';
import { jobNames } from '../../jobs/queues.js';
import { ensureSampleDigest } from '../../jobs/sample-digest.js';
import { startSchedules } from '../../jobs/schedules.js';
import { buildStages } from '../../jobs/stages.js';
import { watchServer } from '../../jobs/watch-server.js';
import { startWorkers } from '../../jobs/workers.js';
import { versionOfPackage } from '../../package-folder.js';
import { countHolders } from '../../store/leases.js';
import {
  type AppContext,
  openMailbox,
  openRedis,
  openStores,
  openWebDatabase,
  type Stores,
} from '../../wiring/wiring.js';
import { type DataWatch, heldMailText, watchData } from '../../wiring/wiring-data.js';
import { openImapReader, openSmtpReceiver } from '../../wiring/wiring-feedback.js';
import { openJobQueues, type Queues, stagesContext } from '../../wiring/wiring-jobs.js';
import { type MailRenderer, openDelivery, openMailRenderer } from '../../wiring/wiring-mail.js';
import { beat, type Monitor, openMonitor } from '../../wiring/wiring-monitor.js';
import { openPictureFolder, openSources } from '../../wiring/wiring-sources.js';
import { adminAddress } from '../admin-address.js';
import { boundHeapGrowth } from '../heap-growth.js';
import { logUnknown } from '../log-unknown.js';
import { openServiceLog } from '../service-log.js';
import type { Terminal } from '../terminal.js';

/** What a shell calls a process that Ctrl-C ended. */
const INTERRUPTED = 130;

/** The service was asked to stop before it stood. */
class StartInterrupted extends Error {}

/** `broadsheet start`: runs until it is asked to stop, then drains and closes everything it opened. */
export async function startCommand(terminal: Terminal): Promise<number> {
  const settings = readSettings(terminal.settings);
  const config = configOf(settings);
  const { log, file, close } = await openServiceLog(config.logLevel, config.dataDir, terminal);
  const closers = createClosers(log);
  // A person reads the steps as they come; the log has them as events.
  const tell = (text: string) => (file === null ? undefined : terminal.out(`${text}\n`));
  tell(`Broadsheet ${versionOfPackage()}; the log is in ${file}`);
  logUnknown(settings, log);
  try {
    const app = { config, log, closers, clock: () => new Date() };
    const stores = await startService(app, settings, { terminal, tell });
    const admin = config.role === 'worker' ? '' : await adminAddress(stores, file !== null);
    // Without a terminal standard output is the log, a JSON object a line.
    (file === null ? terminal.err : terminal.out)(whereToClick(config, admin));
    const reason = await terminal.stopped;
    log.info({ reason }, 'stopping');
    tell('Stopping …');
    return 0;
  } catch (error) {
    // Ctrl-C reaches what the start has started as well (initdb is one): what fails then is no fault.
    if (!terminal.isStopping()) throw error;
    log.info({ code: codeOf(error) }, 'start-interrupted');
    return INTERRUPTED;
  } finally {
    await closers.closeAll();
    log.info('stopped');
    close();
  }
}

async function startService(
  app: AppContext,
  settings: Settings,
  { terminal, tell }: { readonly terminal: Terminal; readonly tell: (text: string) => void },
): Promise<Stores> {
  const { config, log, closers } = app;
  const goOn = () => {
    if (terminal.isStopping()) throw new StartInterrupted();
  };
  refuseExposedMailbox(config);
  if (config.role !== 'worker') await claimPort(config);
  goOn();
  const mailRenderer = await openMailRenderer(config);
  goOn();
  if (config.databaseUrl === null) tell('Starting the database …');
  const stores = await openStores(app, 'migrate');
  tell(`database ready, schema ${versionOfPackage()}`);
  await checkZones(stores);
  goOn();
  const clockWatch = watchClock(stores.databaseClock, log);
  closers.add('clock', async () => clockWatch.close());
  const { departures, held } = await watchData(stores);
  if (held !== null) tell(heldMailText(held));
  const mailbox = await openMailbox(app);
  // What the queue does not take a worker carries out itself, as soon as there is one.
  const direct: DirectPart = { work: null };
  const onLost = config.role === 'web' ? undefined : (job: LostJob) => direct.work?.take(job);
  const { backend, queues } = await openJobQueues(stores, onLost);
  const monitor = await openMonitor(stores, backend);
  for (const fault of await backend.unfitness().catch(() => [])) log.warn({ fault }, 'queue-unfit');
  goOn();
  if (config.role !== 'web')
    await startWorkerPart(
      stores,
      { backend, queues },
      { mailRenderer, mailbox, clockWatch, direct, monitor },
    );
  goOn();
  if (config.role !== 'worker')
    await startWebPart(
      stores,
      { backend, queues },
      { mailRenderer, mailbox, departures, monitor, settings: shownSettings(settings) },
    );
  goOn();
  monitor.ready();
  log.info({ role: config.role }, 'started');
  return stores;
}

interface WorkerParts extends MailParts {
  readonly clockWatch: ClockWatch;
  readonly direct: DirectPart;
  readonly monitor: Monitor;
}

interface WebParts extends MailParts, Pick<DataWatch, 'departures'> {
  readonly settings: readonly ShownSetting[];
  readonly monitor: Monitor;
}

interface DirectPart {
  work: DirectWork | null;
}

interface MailParts {
  readonly mailRenderer: MailRenderer;
  readonly mailbox: LocalMailbox | null;
}

async function startWorkerPart(
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

/** Somebody waits for the page. */
const ASK_WITHIN_MS = 10 * SECOND_MS;

async function startWebPart(
  stores: Stores,
  { backend, queues }: Queues,
  { mailRenderer, mailbox, departures, monitor, settings }: WebParts,
): Promise<void> {
  const { config, secretKeys, keyring, log, closers, clock } = stores;
  const database = openWebDatabase(stores);
  const redis = await openRedis(stores);
  const { onAnswered } = monitor.told;
  const { lookup } = openSources(stores);
  const { buildServer } = await import('../../web/server.js');
  const server = await buildServer({
    config,
    texts: mailRenderer.texts,
    database,
    queues,
    secretKeys,
    keyring,
    departures,
    mailbox,
    redis,
    installation: {
      version: versionOfPackage(),
      settings,
      queues: openQueueDesk(backend, config),
      askForPaper: (id) => askForPaper({ database, clock, lookup }, id, ASK_WITHIN_MS),
      example: (asked) =>
        exampleBytes({ ...mailRenderer, ...{ database, clock, secretKeys, rules: config } }, asked),
      examine: async () => (await import('../doctor/examine.js')).examineService({ stores, mailbox }),
    },
    pictures: openPictureFolder(config),
    ...(onAnswered === undefined ? {} : { onAnswered }),
    log,
    clock,
  });
  closers.add('web', () => server.close());
  await openSmtpReceiver(stores);
  await server.listen({ host: config.host, port: config.port });
}

/** Finds a taken port before a database is started for nothing. */
async function claimPort({ host, port }: Config): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error);
      const message = `Port ${port} on ${host} cannot be used (${error.code}). Set PORT to another, or stop what uses it.`;
      reject(new BroadsheetError('PORT_TAKEN', message, { cause: error }));
    });
    probe.listen({ host, port }, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** @param admin where operators go: the pages, or the link to the first account */
function whereToClick(config: Config, admin: string): string {
  if (config.role === 'worker') return '\nBroadsheet works. Ctrl-C drains and stops it.\n\n';
  const mailbox = config.relays.length === 0 ? `\n  Mailbox   ${config.publicUrl}/mailbox` : '';
  const first = admin.includes('/admin/begin/')
    ? '\n            (makes the first account: once, within an hour)'
    : '';
  return `
Broadsheet is ready.
  Papers    ${config.publicUrl}/${mailbox}
  Admin     ${admin}${first}
  API       ${config.publicUrl}/docs
Ctrl-C drains and stops it.

`;
}

async function faultsOfDns(config: Config): Promise<readonly string[]> {
  const { lookAtDns } = await import('../doctor/look-at-dns.js');
  return (await lookAtDns(config)).flatMap(({ check, verdict }) => (verdict === 'fault' ? [check] : []));
}
