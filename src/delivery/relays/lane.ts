import type { Envelope, Outcome } from '../../model/delivery.js';
import type { OutgoingMessage } from '../smtp/outgoing-message.js';

/**
 * Whether a message may go on the wire. `wait`: the relay, or the whole send, pauses that long. `later`: the
 * recipient's domain is over its limit, and the row is put off without spending an attempt.
 */
export type Admission =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'later'; readonly until: Date };

/** One SMTP connection's worth of sending. Whoever holds it sends one message at a time. */
export interface Lane {
  /** The name of the relay that it leads to. */
  readonly relay: string;
  /**
   * Asked before a row is marked as on the wire, so that no row waits in that state.
   * @param domain of the recipient, or null where only the relay is asked about
   */
  admit(domain: string | null): Admission;
  /**
   * Hands over one message and waits for the verdict. Never rejects.
   * @param next the envelope that will follow on this connection if nothing intervenes: it may go on the wire
   *   behind the final dot (RFC 2920 §3.1), its content never does
   */
  send(envelope: Envelope, message: OutgoingMessage, next: Envelope | null): Promise<Outcome>;
  /** Nothing is sent for now: the connection is free for others, or falls idle. */
  rest(): void;
}
