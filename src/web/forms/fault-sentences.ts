import type { Texts } from '../../i18n/texts.js';
import { ruleLimits } from '../../model/rules.js';
import type { AddressFault } from '../../model/typed-address.js';
import type { PreferencesFault } from '../../subscribers/preferences.js';

/** What a page says of preferences that cannot be kept; each ends without a full stop, as in a list. */
export function faultSentence(
  { t }: Texts,
  { reason, term }: Pick<PreferencesFault, 'reason' | 'term'>,
): string {
  const most = reason === 'too-long' ? ruleLimits.termLength : ruleLimits.termsOfAKind;
  return t(`faults.${reason}`, { term, most });
}

/** What a page says of an address that cannot be taken, and what to do about it. */
export function addressFaultSentence({ t }: Texts, fault: AddressFault): string {
  if (fault.reason !== 'look-alike') return t(`subscribe.${fault.reason}`);
  return fault.proposal === null
    ? t('subscribe.blank-sign')
    : t('subscribe.look-alike', { sign: fault.sign, address: fault.proposal });
}
