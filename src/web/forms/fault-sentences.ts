import { ruleLimits } from '../../model/rules.js';
import type { PreferencesFault } from '../../subscribers/preferences.js';
import type { Texts } from '../../texts/texts.js';

/** What a page says of preferences that cannot be kept; each ends without a full stop, as in a list. */
export function faultSentence(
  { say }: Texts,
  { reason, term }: Pick<PreferencesFault, 'reason' | 'term'>,
): string {
  const most = reason === 'too-long' ? ruleLimits.termLength : ruleLimits.termsOfAKind;
  return say(`faults.${reason}`, { term, most });
}
