import { fileURLToPath } from 'node:url';
import { loadTemplates, type Templates } from '../../src/rendering/templates.js';

export const emailFolder = fileURLToPath(new URL('../../templates/email', import.meta.url));

export function emailTemplates(): Promise<Templates> {
  return loadTemplates(emailFolder);
}
