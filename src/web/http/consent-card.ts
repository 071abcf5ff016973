import type { Texts } from '../../i18n/texts.js';
import { consentWordings } from '../../subscribers/consent-wording.js';

/** The words of the subscribe card; the promise is the text that consent records refer to. */
export function consentCard({ t, language }: Texts) {
  return {
    invitation: t('subscribe.invitation'),
    button: t('subscribe.button'),
    promise: consentWordings[language].text,
  };
}
