import { domainOf } from '../../model/address.js';
import type { Outcome } from '../../model/delivery.js';
import type { DeliveryLog } from '../delivery-log.js';
import {
  openSmtpConnection,
  type SmtpConnection,
  type SmtpConnectionOptions,
} from '../smtp/smtp-connection.js';
import type { Admission, RelayGate } from './relay-gate.js';

/** A connection of a relay, as the pool hands it out. Whoever holds it sends one message at a time. */
export interface PooledConnection extends SmtpConnection {
  /** The name of the relay that it leads to. */
  readonly relay: string;
  /**
   * Asked before a row is marked as on the wire, so that no row waits in that state.
   * @param domain of the recipient, or null where only the relay is asked about
   */
  admit(domain: string | null): Admission;
}

export interface PooledConnectionParts {
  readonly relay: string;
  readonly gate: RelayGate;
  readonly log: DeliveryLog;
}

/** @throws BroadsheetError CONFIG_INVALID where the URL of the server cannot be used */
export function openPooledConnection(
  { relay, gate, log }: PooledConnectionParts,
  smtp: SmtpConnectionOptions,
): PooledConnection {
  const connection = openSmtpConnection(smtp, {
    onSend: () => gate.onSend(),
    onResult: ({ to }, outcome, startedAt) => {
      const pauseMs = gate.onResult(domainOf(to), outcome.class, startedAt);
      if (pauseMs !== null) logPause(log, relay, outcome, pauseMs);
    },
  });
  return { ...connection, relay, admit: (domain) => gate.admit(domain) };
}

/** Codes only, because a reply's text may hold an address; without a reply the text is our own. */
function logPause(log: DeliveryLog, relay: string, outcome: Outcome, pauseMs: number): void {
  const { replyCode, replyStatus, replyText } = outcome;
  const fields = {
    relay,
    ...{ replyCode, replyStatus, ...(replyCode === null ? { cause: replyText } : {}) },
    pauseMs: Math.round(pauseMs),
  };
  if (outcome.class === 'configuration') log.error(fields, 'relay-refuses-us');
  else log.warn(fields, 'relay-throttles');
}
