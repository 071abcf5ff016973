import { domainOf } from '../../model/address.js';
import type { Outcome } from '../../model/delivery.js';
import type { DeliveryLog } from '../delivery-log.js';
import { type Carrier, notTaken, type Transport } from '../smtp/transport.js';
import type { Lane } from './lane.js';
import type { RelayGate } from './relay-gate.js';
import type { RelayPace } from './relay-pace.js';

/** One SMTP server that takes our mail. */
export interface Relay {
  readonly name: string;
  readonly transport: Transport;
  /** Connections that carry nothing but notices: no digest, however large, delays a confirmation. */
  readonly noticeTransport: Transport;
  readonly pace: RelayPace;
  /** What holds messages back, the pace among it. */
  readonly gate: RelayGate;
}

/** The lanes of a relay: one for each connection of the transport named. */
export function openLanes(relay: Relay, over: 'transport' | 'noticeTransport', log: DeliveryLog): Lane[] {
  return Array.from({ length: relay[over].connections }, () => openLane(relay, relay[over], log));
}

function openLane(relay: Relay, transport: Transport, log: DeliveryLog): Lane {
  const { gate } = relay;
  let carrier: Carrier | null = null;
  return {
    relay: relay.name,
    admit: (domain) => gate.admit(domain),
    async send(envelope, message, next) {
      carrier ??= await transport.take();
      if (carrier === null) return notTaken;
      const startedAt = performance.now();
      gate.sent();
      const outcome = await carrier.send(envelope, message, next);
      const pauseMs = gate.heard(domainOf(envelope.to), outcome.class, startedAt);
      if (pauseMs !== null) logPause(relay, log, outcome, pauseMs);
      return outcome;
    },
    rest() {
      carrier?.giveBack();
      carrier = null;
    },
  };
}

/** Codes only, because a reply's text may hold an address; without a reply the text is our own. */
function logPause({ name }: Relay, log: DeliveryLog, outcome: Outcome, pauseMs: number): void {
  const { replyCode, replyStatus, replyText } = outcome;
  const fields = {
    relay: name,
    ...{ replyCode, replyStatus, ...(replyCode === null ? { cause: replyText } : {}) },
    pauseMs: Math.round(pauseMs),
  };
  if (outcome.class === 'configuration') log.error({ ...fields }, 'relay-refuses-us');
  else log.warn({ ...fields }, 'relay-throttles');
}
