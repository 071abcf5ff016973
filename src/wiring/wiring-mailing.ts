import type { FreezeAgainContext } from '../digests/freeze-again.js';
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

/** What the acts between freezing and mailing need outside the web. */
export function deskContext(stores: Stores): FreezeAgainContext {
  const { database, clock, log, config } = stores;
  const assemble = async (period: 'due', options: { readonly release: true }): Promise<void> => {
    const { openJobQueues } = await import('./wiring-jobs.js');
    await (await openJobQueues(stores)).queues.assemble(period, options);
  };
  return { database, clock, log, config, queues: { assemble } };
}
