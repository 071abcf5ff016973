import type { ShownSetting } from '../config/shown-settings.js';
import { SECOND_MS } from '../durations.js';
import type { LocalMailbox } from '../embedded/mailbox.js';
import { askForPaper } from '../jobs/ask-for-paper.js';
import { exampleBytes } from '../jobs/example-message.js';
import { openQueueDesk } from '../jobs/queue-desk.js';
import { versionOfPackage } from '../package-folder.js';
import { openRedis, openWebDatabase, type Stores } from '../wiring/wiring.js';
import type { DataWatch } from '../wiring/wiring-data.js';
import { openSmtpReceiver } from '../wiring/wiring-feedback.js';
import type { Queues } from '../wiring/wiring-jobs.js';
import type { MailRenderer } from '../wiring/wiring-mail.js';
import type { Monitor } from '../wiring/wiring-monitor.js';
import { openPictureFolder, openSources } from '../wiring/wiring-sources.js';

export interface WebParts extends Pick<DataWatch, 'departures'> {
  readonly mailRenderer: MailRenderer;
  readonly mailbox: LocalMailbox | null;
  readonly settings: readonly ShownSetting[];
  readonly monitor: Monitor;
}

/** Somebody waits for the page. */
const ASK_WITHIN_MS = 10 * SECOND_MS;

/** Starts what the role `web` does: pages and API, and taking reports by SMTP. */
export async function startWeb(
  stores: Stores,
  { backend, queues }: Queues,
  { mailRenderer, mailbox, departures, monitor, settings }: WebParts,
): Promise<void> {
  const { config, secretKeys, keyring, log, closers, clock } = stores;
  const database = openWebDatabase(stores);
  const redis = await openRedis(stores);
  const { onAnswered } = monitor.told;
  const { lookup } = openSources(stores);
  const { buildServer } = await import('../web/server.js');
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
      examine: async () => (await import('./doctor/examine.js')).examineService({ stores, mailbox }),
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
