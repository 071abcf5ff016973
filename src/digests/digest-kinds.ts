import type { PeriodicKind } from '../model/digest.js';
import { DEFAULT_STRATEGY } from '../ranking/strategies.js';

/** What is particular to each kind of digest. */
interface KindRules {
  /** A name out of the table of strategies. */
  readonly strategy: string;
}

/** A day is ranked by where its papers are going, a longer period by where they ended. */
export const digestKinds: Readonly<Record<PeriodicKind, KindRules>> = {
  daily: { strategy: DEFAULT_STRATEGY },
  weekly: { strategy: 'final' },
  monthly: { strategy: 'final' },
};
