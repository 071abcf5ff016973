import type { Texts } from '../../i18n/texts.js';
import { ruleLimits } from '../../model/rules.js';
import type { PreferencesFault } from '../../subscribers/preferences.js';

/** What a page says of preferences that cannot be kept; each ends without a full stop, as in a list. */
export function faultSentence(
  { t }: Texts,
  { reason, term }: Pick<PreferencesFault, 'reason' | 'term'>,
): string {
  const most = reason === 'too-long' ? ruleLimits.termLength : ruleLimits.termsOfAKind;
  return t(`faults.${reason}`, { term, most });
}
