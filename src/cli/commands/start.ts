import { createServer } from 'node:net';
import { createClosers } from '../../closers.js';
import { type Config, readConfig } from '../../config/config.js';
import { BroadsheetError } from '../../errors.js';
import { ensureSampleDigest } from '../../jobs/sample-digest.js';
import { startSchedules } from '../../jobs/schedules.js';
import { buildStages } from '../../jobs/stages.js';
import { startWorkers } from '../../jobs/workers.js';
import { openLog } from '../../log.js';
import {
  type AppContext,
  openDelivery,
  openJobQueues,
  openMailbox,
  openMailRenderer,
  openRedis,
  openStores,
  stagesContext,
} from '../../wiring/wiring.js';
import { openImapReader, openSmtpReceiver } from '../../wiring/wiring-feedback.js';
import { boundHeapGrowth } from '../heap-growth.js';
import type { Terminal } from '../terminal.js';

/** `broadsheet start`: runs until it is asked to stop, then drains and closes everything it opened. */
export async function startCommand(terminal: Terminal): Promise<number> {
  const config = readConfig(terminal.environment);
  const log = openLog(config.logLevel, terminal.stdout);
  const closers = createClosers(log);
  try {
    await startService({ config, log, closers, clock: () => new Date() });
    terminal.out(whereToClick(config));
    const signal = await terminal.stopped;
    log.info({ signal }, 'stopping');
    return 0;
  } finally {
    await closers.closeAll();
    log.info('stopped');
  }
}

async function startService(app: AppContext): Promise<void> {
  const { config, log, closers, clock } = app;
  if (config.role !== 'worker') await claimPort(config);
  const mailRenderer = await openMailRenderer(config);
  const stores = await openStores(app);
  const mailbox = await openMailbox(app);
  const { backend, queues } = await openJobQueues(stores);

  if (config.role !== 'web') {
    boundHeapGrowth();
    const delivery = openDelivery(stores, mailRenderer, mailbox);
    const stages = buildStages(stagesContext(stores, delivery, queues));
    if (config.databaseUrl === null) await ensureSampleDigest(stores.database, clock());
    const workers = await startWorkers(backend, stages, log);
    closers.add('workers', () => workers.close());
    await startSchedules(backend, config, log);
    await openImapReader(stores);
  }

  if (config.role !== 'worker') {
    const { database, secretKeys, keyring } = stores;
    const redis = await openRedis(app);
    const { buildServer } = await import('../../web/server.js');
    const server = await buildServer({
      config,
      texts: mailRenderer.texts,
      database,
      queues,
      secretKeys,
      keyring,
      mailbox,
      redis,
      log,
      clock,
    });
    closers.add('web', () => server.close());
    await openSmtpReceiver(stores);
    await server.listen({ host: config.host, port: config.port });
  }
  log.info({ role: config.role }, 'started');
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

function whereToClick(config: Config): string {
  if (config.role === 'worker') return '\nBroadsheet works. Ctrl-C drains and stops it.\n\n';
  const mailbox = config.relays.length === 0 ? `\n  Mailbox   ${config.publicUrl}/mailbox` : '';
  return `
Broadsheet is ready.
  Papers    ${config.publicUrl}/${mailbox}
  API       ${config.publicUrl}/docs
Ctrl-C drains and stops it.

`;
}
