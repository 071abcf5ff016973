import { type FormOrigin, freshOrigin } from '../forms/form-origin.js';
import { type FormSchedule, freshSchedule } from '../forms/subscribe-schedule.js';

/** What the subscribe form shows: an address that was not accepted and why. */
export interface SubscribeForm {
  readonly address: string;
  readonly error: string | null;
  /** Preferences that were tried out before, as JSON; they go with the sign-up. */
  readonly preferences: string | null;
  readonly schedule: FormSchedule;
  readonly origin: FormOrigin;
  /** Where it is sent, a path without the base. */
  readonly action: string;
  /** Whether another site shows it in a frame, which other pages cannot be opened in. */
  readonly framed: boolean;
  /** Whether the form is marked as new. */
  readonly isNew: boolean;
}

export const freshForm: SubscribeForm = {
  address: '',
  error: null,
  preferences: null,
  schedule: freshSchedule,
  origin: freshOrigin,
  action: '/subscribe',
  framed: false,
  isNew: false,
};
