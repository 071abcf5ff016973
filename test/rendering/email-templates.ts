import { fileURLToPath } from 'node:url';
import { loadTexts } from '../../src/i18n/load-texts.js';
import type { Language } from '../../src/model/language.js';
import { loadTemplates, type Templates, type TemplatesByLanguage } from '../../src/rendering/templates.js';

export const emailFolder = fileURLToPath(new URL('../../templates/email', import.meta.url));

export async function allTemplates(own: string | null = null): Promise<TemplatesByLanguage> {
  return loadTemplates(emailFolder, await loadTexts(), own);
}

export async function emailTemplates(language: Language = 'en'): Promise<Templates> {
  return (await allTemplates())[language];
}
