import { type CardOrigin, freshOrigin } from '../forms/card-origin.js';
import { type CardSchedule, freshSchedule } from '../forms/subscribe-schedule.js';

/** What the subscribe card shows: an address that was not accepted and why. */
export interface CardState {
  readonly address: string;
  readonly error: string | null;
  /** Preferences that were tried out before, as JSON; they go with the sign-up. */
  readonly preferences: string | null;
  readonly schedule: CardSchedule;
  readonly origin: CardOrigin;
  /** Where it is sent, a path without the base. */
  readonly action: string;
  /** Whether another site shows it in a frame, which other pages cannot be opened in. */
  readonly framed: boolean;
  /** Whether the card is marked as new. */
  readonly isNew: boolean;
}

export const freshCard: CardState = {
  address: '',
  error: null,
  preferences: null,
  schedule: freshSchedule,
  origin: freshOrigin,
  action: '/subscribe',
  framed: false,
  isNew: false,
};
