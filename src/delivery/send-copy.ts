import type { Outcome } from '../model/delivery.js';
import type { ComposedMessage } from '../rendering/message-parts.js';
import type { DeliveryContext } from './delivery-context.js';
import { overConnections } from './relays/over-connections.js';
import { sendMessage } from './send-message.js';
import { createSharedStop } from './stop-reason.js';

/**
 * Sends one message that no row stands for over the connections of notices, whatever digest is paused. It comes back, if
 * it does, to the address of From, so that nothing is counted of it.
 * @returns what the server said; null where the relay pauses, or the signal ended it before it was sent
 */
export async function sendCopy(
  context: DeliveryContext,
  { address, compose }: { readonly address: string; readonly compose: () => Promise<ComposedMessage> },
  signal: AbortSignal,
): Promise<Outcome | null> {
  const stop = createSharedStop(signal);
  const sent: { outcome: Outcome | null; isTaken: boolean } = { outcome: null, isTaken: false };
  try {
    await overConnections({ pool: context.noticePool, stop }, async (turn) => {
      if (sent.isTaken) return;
      sent.isTaken = true;
      const isWaiting = turn.admit(null).kind === 'wait';
      if (isWaiting && (await turn.wait(null)) === null) return;
      const envelope = { from: context.site.from.address, to: address };
      sent.outcome = await sendMessage(context, turn.connection(), {
        envelope,
        compose,
        next: null,
        ids: {},
      });
      stop.stop('done');
    });
  } finally {
    stop.detach();
  }
  return sent.outcome;
}
