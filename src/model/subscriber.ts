export type SubscriberState = 'pending' | 'active' | 'paused' | 'unsubscribed' | 'bounced' | 'complained';

export interface Subscriber {
  readonly id: number;
  readonly address: string;
  readonly state: SubscriberState;
  /** Raised with each request to confirm; a confirmation link is good for one serial. */
  readonly confirmSerial: number;
  /** How often the subscriber has moved to another address. */
  readonly addressVersion: number;
  readonly confirmedAt: Date | null;
  readonly stateChangedAt: Date;
  readonly createdAt: Date;
}

export type ConsentEvent = 'requested' | 'confirmed' | 'withdrawn' | 'resumed' | 'added' | 'address-changed';
export type ConsentVia = 'form' | 'api' | 'link' | 'one-click' | 'mailto' | 'report' | 'operator' | 'import';
/** `left`: left the service that a list was imported from. */
export type SuppressionReason = 'bounced' | 'complained' | 'erased' | 'operator' | 'left';
