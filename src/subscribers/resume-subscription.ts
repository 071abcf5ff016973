import { type Database, inTransaction } from '../store/database.js';
import { insertConsents } from '../store/subscribers/consents.js';
import { findSubscriberById } from '../store/subscribers/subscribers.js';
import { comeBack } from '../store/subscribers/transitions.js';

export interface Resumption {
  readonly subscriberId: number;
  /** The subscriber's serial right after leaving, which binds a link to that one leave; 0 or absent: any. */
  readonly serial?: number;
  readonly now: Date;
}

/**
 * Takes leaving back, for someone who had confirmed before; repeating is harmless.
 * @returns `refused` where the address may not be mailed, was never confirmed, or has left once more since
 */
export async function resumeSubscription(
  database: Database,
  resumption: Resumption,
): Promise<'resumed' | 'already' | 'gone' | 'refused'> {
  const { subscriberId, now } = resumption;
  // Leaving raises the serial, so no leave has the serial 0.
  const serial = resumption.serial === 0 ? null : (resumption.serial ?? null);
  return inTransaction(database, async (client) => {
    if ((await comeBack(client, subscriberId, serial, now)) !== null) {
      await insertConsents(client, [
        { subscriberId, event: 'resumed', via: 'link', wording: null, clientHash: null, at: now },
      ]);
      return 'resumed';
    }
    const subscriber = await findSubscriberById(client, subscriberId);
    if (subscriber === null) return 'gone';
    return subscriber.state === 'active' ? 'already' : 'refused';
  });
}
