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
/** `left`: left the service that a list was imported from; `moved`: the former address of a reader who took another. */
export const suppressionReasons = ['bounced', 'complained', 'erased', 'left', 'moved', 'operator'] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** An address that somebody gave up themselves: only the person brings it back, by subscribing. */
export const liftedByPersonAlone: ReadonlySet<SuppressionReason> = new Set(['erased', 'left', 'moved']);
