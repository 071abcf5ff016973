import { consentWordings } from '../../subscribers/consent-wording.js';
import type { Texts } from '../../texts/texts.js';

/** The words of the subscribe card; the promise is the text that consent records refer to. */
export function consentCard({ say, language }: Texts) {
  return {
    invitation: say('subscribe.invitation'),
    button: say('subscribe.button'),
    promise: consentWordings[language].text,
  };
}
