import type { DigestKind, PeriodicKind } from '../model/digest.js';
import { DEFAULT_STRATEGY } from '../ranking/strategies.js';

/** What is particular to each kind of digest. */
interface KindRules {
  /** A name out of the table of strategies. */
  readonly strategy: string;
  /** Whether its deliveries are written when it is released: no reader can ask for the others yet. */
  readonly mailed: boolean;
}

/** A day is ranked by where its papers are going, a longer period by where they ended. */
export const digestKinds: Readonly<Record<PeriodicKind, KindRules>> = {
  daily: { strategy: DEFAULT_STRATEGY, mailed: true },
  weekly: { strategy: 'final', mailed: false },
  monthly: { strategy: 'final', mailed: false },
};

/** Whether everybody who may be mailed gets the digests of a kind. */
export function isMailed(kind: DigestKind): boolean {
  return kind !== 'sample' && digestKinds[kind].mailed;
}
