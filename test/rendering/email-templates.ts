import { fileURLToPath } from 'node:url';
import type { Language } from '../../src/model/language.js';
import { loadTemplates, type Templates, type TemplatesByLanguage } from '../../src/rendering/templates.js';
import { loadTexts } from '../../src/texts/load-texts.js';

export const emailFolder = fileURLToPath(new URL('../../templates/email', import.meta.url));

export async function allTemplates(own: string | null = null): Promise<TemplatesByLanguage> {
  return loadTemplates(emailFolder, await loadTexts(), own);
}

export async function emailTemplates(language: Language = 'en'): Promise<Templates> {
  return (await allTemplates())[language];
}
