import { loadTexts, type TextsByLanguage } from '../../src/i18n/load-texts.js';

let shipped: Promise<TextsByLanguage> | undefined;

/** The product's own texts, read once for all tests of a process: nothing changes them. */
export function shippedTexts(): Promise<TextsByLanguage> {
  shipped ??= loadTexts();
  return shipped;
}
