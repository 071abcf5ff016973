import type { Language } from '../../src/model/language.js';
import { packageFolder } from '../../src/package-folder.js';
import { loadTemplates, type Templates, type TemplatesByLanguage } from '../../src/rendering/templates.js';
import { shippedTexts } from '../support/shipped-texts.js';

export const emailFolder = packageFolder('templates/email');

let shipped: Promise<TemplatesByLanguage> | undefined;

/** The shipped ones are read once for all tests of a process: nothing changes them. */
export async function allTemplates(own: string | null = null): Promise<TemplatesByLanguage> {
  if (own !== null) return loadTemplates(emailFolder, await shippedTexts(), { own });
  shipped ??= shippedTexts().then((texts) => loadTemplates(emailFolder, texts));
  return shipped;
}

export async function emailTemplates(language: Language = 'en'): Promise<Templates> {
  return (await allTemplates())[language];
}
