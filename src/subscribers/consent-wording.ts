import type { Language } from '../model/language.js';

export interface ConsentWording {
  readonly id: string;
  readonly text: string;
}

/**
 * The line that stands beside the form, in each language. Consent records keep its id, so a text that was once
 * shown is never edited: another text gets another id, and the former one stays in this file for whoever reads the
 * records. For the same reason it is no text of the catalogues, which operators may replace.
 */
export const consentWordings: Readonly<Record<Language, ConsentWording>> = {
  en: { id: 'form-1', text: 'One mail on days with papers. One click ends it.' },
  de: {
    id: 'form-1-de',
    text: 'Eine Mail an Tagen mit neuen Arbeiten. Ein Klick beendet das Abo.',
  },
};
