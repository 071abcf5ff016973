import { minimalHtml } from '../paper-text/minimal-html.js';
import type { ReadableText } from '../paper-text/run.js';

/**
 * Liquid's filter for a text whose marks were read: `{{ paper.title | markup }}`. Its HTML is exempt from the
 * engine's escaping because it escapes all but its own few elements; a string is not taken.
 */
export const markupFilter = {
  raw: true,
  handler: (text: ReadableText): string => minimalHtml(text),
};
