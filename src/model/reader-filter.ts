import type { PeriodicKind } from './digest.js';
import type { Language } from './language.js';
import type { ConsentVia, SubscriberState } from './subscriber.js';

/** Which readers are meant; null: any. All that is said has to fit. */
export interface ReaderFilter {
  /** Of the address, as `addressKey` writes it: any part from three characters on, its beginning where it is shorter. */
  readonly part: string | null;
  readonly state: SubscriberState | null;
  readonly frequency: PeriodicKind | null;
  readonly language: Language | null;
  readonly hasRules: boolean | null;
  readonly confirmedSince: Date | null;
  readonly confirmedBefore: Date | null;
  /** By which way they asked or were added. */
  readonly via: ConsentVia | null;
  /** As `writeOrigin` writes it, or what one begins with: `embed` for all sites that frame the form. */
  readonly origin: string | null;
  /** Whether anything came back from the address. */
  readonly hasBounced: boolean | null;
  /** Whether their papers come in an order of their own. */
  readonly hasOwnOrder: boolean | null;
  /** Whether a digest was ever mailed to them. */
  readonly wasMailed: boolean | null;
  /** When the last one was. */
  readonly mailedSince: Date | null;
  readonly mailedBefore: Date | null;
}

/** Nothing is said of them. */
export const everyReader: ReaderFilter = {
  part: null,
  state: null,
  frequency: null,
  language: null,
  hasRules: null,
  confirmedSince: null,
  confirmedBefore: null,
  via: null,
  origin: null,
  hasBounced: null,
  hasOwnOrder: null,
  wasMailed: null,
  mailedSince: null,
  mailedBefore: null,
};

/** The same as people type and choose it; absent and empty are alike. */
export interface AskedReaders {
  readonly find?: string | undefined;
  readonly state?: string | undefined;
  readonly frequency?: string | undefined;
  readonly language?: string | undefined;
  /** `yes` or `no`, as `bounced`, `ownOrder` and `mailed`. */
  readonly rules?: string | undefined;
  /** Days of the site's zone; the last one is among them. */
  readonly confirmedFrom?: string | undefined;
  readonly confirmedUntil?: string | undefined;
  readonly via?: string | undefined;
  readonly origin?: string | undefined;
  readonly bounced?: string | undefined;
  readonly ownOrder?: string | undefined;
  readonly mailed?: string | undefined;
  /** Days of the site's zone between which the last digest was mailed; both are among them. */
  readonly mailedFrom?: string | undefined;
  readonly mailedUntil?: string | undefined;
}

export const subscriberStates = [
  'pending',
  'active',
  'paused',
  'unsubscribed',
  'bounced',
  'complained',
] as const satisfies readonly SubscriberState[];

/** The ways by which somebody comes in. */
export const waysIn = ['form', 'api', 'operator', 'import'] as const satisfies readonly ConsentVia[];
export type WayIn = (typeof waysIn)[number];

/** What may be said of readers, in the order in which it is asked for. */
export const askedNames = [
  'find',
  'state',
  'frequency',
  'language',
  'rules',
  'via',
  'origin',
  'confirmedFrom',
  'confirmedUntil',
  'bounced',
  'ownOrder',
  'mailed',
  'mailedFrom',
  'mailedUntil',
] as const satisfies readonly (keyof AskedReaders)[];
