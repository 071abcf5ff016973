import { loadTexts } from '../../src/i18n/load-texts.js';
import type { Language } from '../../src/model/language.js';
import { packageFolder } from '../../src/package-folder.js';
import { loadTemplates, type Templates, type TemplatesByLanguage } from '../../src/rendering/templates.js';

export const emailFolder = packageFolder('templates/email');

export async function allTemplates(own: string | null = null): Promise<TemplatesByLanguage> {
  return loadTemplates(emailFolder, await loadTexts(), own);
}

export async function emailTemplates(language: Language = 'en'): Promise<Templates> {
  return (await allTemplates())[language];
}
