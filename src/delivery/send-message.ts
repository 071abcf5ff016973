import { SECOND_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import { domainOf } from '../model/address.js';
import type { Envelope, Outcome } from '../model/delivery.js';
import { type DkimSigner, signComposed } from '../rendering/dkim.js';
import { signersFor } from '../rendering/dkim-signers.js';
import type { ComposedMessage } from '../rendering/message-parts.js';
import type { DeliveryContext } from './delivery-context.js';
import type { PooledConnection } from './relays/pooled-connection.js';

/** One message that is about to go on the wire. */
export interface MessageToSend {
  readonly envelope: Envelope;
  readonly compose: () => ComposedMessage | Promise<ComposedMessage>;
  /** Of the next message on the connection, probably; null where none is known. */
  readonly next: Envelope | null;
  /** The ids that a log entry names it by. */
  readonly ids: Readonly<Record<string, number>>;
}

/** Composes, signs and sends one message over a connection. Never rejects. */
export async function sendMessage(
  context: DeliveryContext,
  connection: PooledConnection,
  toSend: MessageToSend,
): Promise<Outcome> {
  const composed = compose(context, toSend);
  const message = composed instanceof Promise ? await composed : composed;
  if ('class' in message) return message;
  let outcome: Outcome;
  const startedAt = performance.now();
  try {
    outcome = await connection.send(toSend.envelope, message, toSend.next);
  } catch {
    // A connection that throws breaks its promise; whether the message left is anybody's guess.
    outcome = withoutReply('uncertain', 'the transport failed');
  }
  context.onSent?.(connection.relay, (performance.now() - startedAt) / SECOND_MS);
  if (outcome.class === 'uncertain') logUncertain(context, toSend, outcome);
  return outcome;
}

/** A promise only where there is something to wait for: thousands of messages a second are made of what is at hand. */
function compose(
  context: DeliveryContext,
  toSend: MessageToSend,
): ComposedMessage | Outcome | Promise<ComposedMessage | Outcome> {
  try {
    const made = toSend.compose();
    const signers = signersFor(context.signers, domainOf(toSend.envelope.to));
    if (signers.length === 0 && !(made instanceof Promise)) return made;
    return sign(signers, made).catch((error: unknown) => notComposed(context, toSend, error));
  } catch (error) {
    return notComposed(context, toSend, error);
  }
}

async function sign(
  signers: readonly DkimSigner[],
  made: ComposedMessage | Promise<ComposedMessage>,
): Promise<ComposedMessage> {
  return await signComposed(signers, await made);
}

function notComposed({ log }: DeliveryContext, { ids }: MessageToSend, error: unknown): Outcome {
  const code =
    error instanceof BroadsheetError ? error.code : error instanceof Error ? error.name : 'unknown';
  log.error({ ...ids, code }, 'message-not-composed');
  // An address that cannot stand in a header never will; everything else is ours to mend meanwhile.
  const hopeless = code === 'ADDRESS_INVALID' || code === 'INPUT_INVALID';
  return withoutReply(hopeless ? 'rejected' : 'temporary', 'the message could not be composed');
}

function withoutReply(outcome: Outcome['class'], replyText: string): Outcome {
  return { class: outcome, replyCode: null, replyStatus: null, replyText };
}

/** Codes only, because a reply's text may hold an address; without a reply the text is our own. */
function logUncertain({ log }: DeliveryContext, { ids }: MessageToSend, outcome: Outcome): void {
  const { replyCode, replyStatus, replyText } = outcome;
  const said = { replyCode, replyStatus, ...(replyCode === null ? { cause: replyText } : {}) };
  log.warn({ ...ids, ...said }, 'message-uncertain');
}
