import { createServer } from 'node:net';
import { createClosers } from '../../closers.js';
import type { Config } from '../../config/config.js';
import { refuseExposedMailbox } from '../../config/mailbox-exposure.js';
import { configOf } from '../../config/read-config.js';
import { readSettings, type Settings } from '../../config/read-settings.js';
import { shownSettings } from '../../config/shown-settings.js';
import { codeOf } from '../../error-facts.js';
import { BroadsheetError } from '../../errors.js';
import { checkZones } from '../../jobs/check-zones.js';
import { watchClock } from '../../jobs/clock-watch.js';
import type { LostJob } from '../../jobs/direct-work.js';
import { oneLine } from '../../model/one-line.js';
import { versionOfPackage } from '../../package-folder.js';
import { type AppContext, openMailbox, openStores, type Stores } from '../../wiring/wiring.js';
import { heldMailText, watchData } from '../../wiring/wiring-data.js';
import { openJobQueues } from '../../wiring/wiring-jobs.js';
import { openMailRenderer } from '../../wiring/wiring-mail.js';
import { openMonitor } from '../../wiring/wiring-monitor.js';
import { adminAddress } from '../admin-address.js';
import { logUnknown } from '../log-unknown.js';
import { openServiceLog } from '../service-log.js';
import { startWeb } from '../start-web.js';
import { type DirectPart, startWorker } from '../start-worker.js';
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
  const direct: DirectPart = { work: null };
  const onLost = config.role === 'web' ? undefined : (job: LostJob) => direct.work?.take(job);
  const { backend, queues } = await openJobQueues(stores, onLost);
  const monitor = await openMonitor(stores, backend);
  for (const fault of await backend.unfitness().catch(() => [])) log.warn({ fault }, 'queue-unfit');
  goOn();
  if (config.role !== 'web')
    await startWorker(stores, { backend, queues }, { mailRenderer, mailbox, clockWatch, direct, monitor });
  goOn();
  if (config.role !== 'worker')
    await startWeb(
      stores,
      { backend, queues },
      { mailRenderer, mailbox, departures, monitor, settings: shownSettings(settings) },
    );
  goOn();
  monitor.ready();
  log.info({ role: config.role }, 'started');
  return stores;
}

/** Finds a taken port before a database is started for nothing. */
async function claimPort({ host, port }: Config): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error) => reject(error));
    probe.listen({ host, port }, resolve);
  }).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    const why = error.code === 'EACCES' ? MAY_NOT : await whoListens({ host, port });
    const message = `Port ${port} on ${host} cannot be used (${error.code}). ${why}`;
    throw new BroadsheetError('PORT_TAKEN', message, { cause: error });
  });
  await new Promise((resolve) => probe.close(resolve));
}

const MAY_NOT = 'This user may not listen on it: set PORT to one above 1023, and put a proxy before it.';
const ANSWER_WITHIN_MS = 2_000;

/** What holds the port, and what to do. */
async function whoListens({ host, port }: Pick<Config, 'host' | 'port'>): Promise<string> {
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const url = `http://${name.includes(':') ? `[${name}]` : name}:${port}/healthz`;
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const answer = (await fetch(url, { signal })
    .then((response) => response.json())
    .catch(() => null)) as { readonly version?: unknown; readonly sources?: unknown } | null;
  if (typeof answer?.version === 'string' && Array.isArray(answer.sources))
    return `Broadsheet ${oneLine(answer.version).slice(0, 40)} runs there already: use that, or stop it (Ctrl-C where it was started), or give this one another PORT.`;
  return 'Another program listens there: set PORT to another, or stop what uses it.';
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
