import { BroadsheetError } from '../errors.js';
import type { TextWithPlaceholders } from './fill-placeholders.js';
import type { TemplateName } from './templates.js';

/** Stands in every newsletter (15 USC 7704(a)(5)); letters that no encoding changes. */
export const POSTAL_ADDRESS = 'POSTAL-ADDRESS';

/** @throws BroadsheetError TEMPLATE_INVALID where a part lacks one of the links or the postal address */
export function proveParts(
  name: TemplateName,
  text: TextWithPlaceholders,
  html: TextWithPlaceholders,
  links: readonly string[],
): void {
  const parts = [
    [`${name}.txt.liquid`, text],
    [`${name}.mjml`, html],
  ] as const;
  for (const [file, { fields, before, between, after }] of parts) {
    const lost = links.find((field) => !fields.includes(field));
    if (lost !== undefined) throw invalidTemplate(file, `reader.${lost} is missing from it and its parts`);
    const fixed = `${before} ${between.join(' ')} ${after}`;
    if (!fixed.replaceAll('=\r\n', '').includes(POSTAL_ADDRESS)) {
      throw invalidTemplate(file, 'site.postalAddress is missing from it and its parts');
    }
  }
}

export function invalidTemplate(file: string, reason: string): BroadsheetError {
  return new BroadsheetError('TEMPLATE_INVALID', `${file} cannot be used: ${reason}`);
}
