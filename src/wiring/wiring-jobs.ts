import { adminSiteOf } from '../config/admin-site.js';
import type { DeliveryContext } from '../delivery/delivery-context.js';
import { openQueueBackend, type QueueBackend } from '../jobs/backend.js';
import type { LostJob } from '../jobs/direct-work.js';
import { type JobQueues, openQueues } from '../jobs/queues.js';
import type { StagesContext } from '../jobs/stages.js';
import { openPoster } from '../outbound/post-message.js';
import type { WebhookSending } from '../outbound/send-webhooks.js';
import type { Stores } from './wiring.js';
import { openPictures, openSources } from './wiring-sources.js';

export interface Queues {
  readonly backend: QueueBackend;
  readonly queues: JobQueues;
}

/** @param onLost takes what the queue does not; see {@link openQueues} */
export async function openJobQueues(stores: Stores, onLost?: (job: LostJob) => void): Promise<Queues> {
  const { config, log, closers, databaseUrl } = stores;
  const backend = await openQueueBackend({
    databaseUrl,
    redisUrl: config.redisUrl,
    redisCa: config.redisCa,
    log,
  });
  closers.add('queue-backend', () => backend.close());
  const queues = await openQueues(backend, log, onLost);
  closers.add('queues', () => queues.close());
  return { backend, queues };
}

export function stagesContext(stores: Stores, delivery: DeliveryContext, queues: JobQueues): StagesContext {
  const { config, database, keyring, clock, log } = stores;
  const rows = { config, database, keyring, clock, log };
  const webhooks = webhookSending(stores);
  const adminUrl = adminSiteOf(config).url;
  return {
    ...rows,
    delivery,
    queues,
    webhooks,
    adminUrl,
    ...openSources(stores),
    pictures: openPictures(config),
  };
}

/** What sends events to endpoints; its connections end with everything else. */
function webhookSending({ config, database, keyring, clock, log, closers }: Stores): WebhookSending {
  const poster = openPoster({ allowsPrivate: config.webhookPrivate, clock });
  closers.add('webhooks', () => poster.close());
  return { database, clock, log, operatorKey: keyring.operatorKey, poster };
}
