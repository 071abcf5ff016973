import { consentWording } from '../subscribers/consent-wording.js';

/** The words of the subscribe card; the promise is the text that consent records refer to. */
export const consentCard = {
  invitation: 'Get trending papers in your email inbox',
  button: 'Subscribe',
  promise: consentWording.text,
} as const;
