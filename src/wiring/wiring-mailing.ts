import type { MailingContext } from '../mailing/steer-mailing.js';
import type { Stores } from './wiring.js';

/** What orders about a mailing need outside the web; queues are opened when there is a worker to be told. */
export function mailingContext(stores: Stores): MailingContext {
  const { database, clock, log } = stores;
  const deliver = async (sliceIds: readonly number[]): Promise<void> => {
    const { openJobQueues } = await import('./wiring-jobs.js');
    await (await openJobQueues(stores)).queues.deliver(sliceIds);
  };
  return { database, clock, log, queues: { deliver } };
}
