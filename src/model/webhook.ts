import type { EventType } from './events.js';

export type EndpointState = 'active' | 'paused' | 'disabled';
/** Why nothing is sent any more: it answered nothing for days, or 410, or its secret cannot be unwrapped. */
export type DisabledReason = 'failing' | 'gone' | 'secret-unusable';
/** `dropped`: the endpoint was disabled meanwhile. */
export type WebhookDeliveryState = 'pending' | 'sending' | 'delivered' | 'failed' | 'dropped';

/** Where events are sent, as it may be shown: all but its secrets. */
export interface WebhookEndpoint {
  readonly id: number;
  readonly name: string;
  readonly url: string;
  readonly types: readonly EventType[];
  /** Whether events about a reader bring the address, as far as the maker of the endpoint may read it. */
  readonly withAddresses: boolean;
  readonly state: EndpointState;
  readonly disabledReason: DisabledReason | null;
  /** Since when nothing was delivered; null: the newest attempt was. */
  readonly failingSince: Date | null;
  /** Until when the former secret signs as well; null: there is none. */
  readonly formerUntil: Date | null;
  /** The operator; null: the command line, or a key of nobody's. */
  readonly madeBy: string | null;
  readonly createdAt: Date;
}

/** What became of deliveries within a day. */
export interface EndpointDay {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  /** That of the message, the same in each attempt. */
  readonly id: string;
  readonly state: WebhookDeliveryState;
  readonly type: string;
  readonly happenedAt: Date;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly triedAt: Date | null;
  readonly status: number | null;
  readonly tookMs: number | null;
  /** How the answer begins, without addresses. */
  readonly answer: string | null;
  /** Why there was none. */
  readonly error: string | null;
  /** What is sent, without the address that may go with it. */
  readonly data: Readonly<Record<string, unknown>>;
}
