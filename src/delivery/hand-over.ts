import { BroadsheetError } from '../errors.js';
import type { Outcome } from '../model/delivery.js';
import { signMessage } from '../rendering/dkim.js';
import type { DeliveryContext } from './delivery-context.js';

/** One message that is about to go on the wire. */
export interface Handover {
  readonly to: string;
  readonly compose: () => Buffer | Promise<Buffer>;
  /** The ids that a log entry names it by. */
  readonly ids: Readonly<Record<string, number>>;
}

/** Composes, signs and sends one message, and keeps the relay's pace. Never rejects. */
export async function handOver(context: DeliveryContext, handover: Handover): Promise<Outcome> {
  const message = await compose(context, handover);
  if (!Buffer.isBuffer(message)) return message;
  const startedAt = performance.now();
  const outcome = await send(context, handover.to, message);
  const pause = context.relay.heard(outcome.class, startedAt);
  logOutcome(context, handover, outcome, pause);
  return outcome;
}

async function compose(
  context: DeliveryContext,
  { compose: make, ids }: Handover,
): Promise<Buffer | Outcome> {
  try {
    const message = await make();
    return context.signer === null ? message : signMessage(context.signer, message);
  } catch (error) {
    const code =
      error instanceof BroadsheetError ? error.code : error instanceof Error ? error.name : 'unknown';
    context.log.error({ event: 'message-not-composed', ...ids, code }, 'message-not-composed');
    // An address that cannot stand in a header never will; everything else is ours to mend meanwhile.
    const hopeless = code === 'ADDRESS_INVALID' || code === 'INPUT_INVALID';
    return withoutReply(hopeless ? 'rejected' : 'temporary', 'the message could not be composed');
  }
}

async function send({ transport, site }: DeliveryContext, to: string, message: Buffer): Promise<Outcome> {
  try {
    return await transport.send({ from: site.from.address, to }, message);
  } catch {
    // A transport that throws breaks its promise; whether the message left is anybody's guess.
    return withoutReply('uncertain', 'the transport failed');
  }
}

function withoutReply(outcome: Outcome['class'], replyText: string): Outcome {
  return { class: outcome, replyCode: null, replyStatus: null, replyText };
}

/** Codes only, because a reply's text may hold an address; without a reply the text is our own. */
function logOutcome(
  { log }: DeliveryContext,
  { ids }: Handover,
  outcome: Outcome,
  pauseMs: number | null,
): void {
  const { replyCode, replyStatus, replyText } = outcome;
  const said = { replyCode, replyStatus, ...(replyCode === null ? { cause: replyText } : {}) };
  if (outcome.class === 'uncertain')
    log.warn({ event: 'message-uncertain', ...ids, ...said }, 'message-uncertain');
  if (pauseMs === null) return;
  const fields = { ...said, pauseMs: Math.round(pauseMs) };
  if (outcome.class === 'configuration')
    log.error({ event: 'relay-refuses-us', ...fields }, 'relay-refuses-us');
  else log.warn({ event: 'relay-throttles', ...fields }, 'relay-throttles');
}
