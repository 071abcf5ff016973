import type { Config } from '../../../config/config.js';
import { isRest } from '../../../digests/open-digest.js';
import type { Texts } from '../../../i18n/texts.js';
import { type DeskFacts, type DeskState, deskState } from '../../../model/desk-state.js';
import { type DigestName, dueMoment, latestDueOf } from '../../../model/digest-period.js';

/** What is shown of a state: in which words, and in which colour where it wants to be seen. */
export interface StateView {
  readonly state: DeskState;
  readonly text: string;
  /** A class of the stylesheet; empty for none. */
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet' | '';
}

const tones: Readonly<Record<DeskState, StateView['tone']>> = {
  coming: '',
  rest: 'quiet',
  late: 'warn',
  missed: 'quiet',
  empty: 'quiet',
  frozen: '',
  held: 'warn',
  waiting: 'warn',
  approved: 'good',
  released: '',
  'going-out': '',
  paused: 'warn',
  cancelled: 'bad',
  done: 'good',
};

/** Where a digest stands now. */
export function stateOf(
  name: DigestName,
  standing: Pick<DeskFacts, 'frozen' | 'isHeld'>,
  {
    digestTime,
    digestTimezone,
    digestApproval,
  }: Pick<Config, 'digestTime' | 'digestTimezone' | 'digestApproval'>,
  now: Date,
): DeskState {
  const times = { digestTime, digestTimezone };
  const facts = {
    ...standing,
    dueAt: dueMoment(name, digestTime, digestTimezone),
    rests: isRest(name, times),
    isPassed: name.period < latestDueOf(name.kind, now, digestTime, digestTimezone),
  };
  return deskState(facts, digestApproval, now);
}

export function stateView({ t }: Texts, state: DeskState): StateView {
  return { state, text: t(`admin-digests.state-${state}`), tone: tones[state] };
}
