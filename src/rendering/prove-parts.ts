import { listLinks, noLinks, type SiteLinks } from '../brand/site-links.js';
import { BroadsheetError } from '../errors.js';
import type { TextWithPlaceholders } from './fill-placeholders.js';
import type { SiteIdentity } from './site-identity.js';
import type { TemplateName } from './templates.js';

/** Stands in every newsletter (15 USC 7704(a)(5)); letters that no encoding changes. */
const POSTAL_ADDRESS = 'POSTAL-ADDRESS';

/** The same for links of the publisher. */
const LINKS: SiteLinks = {
  imprintUrl: 'https://example.org/IMPRINT',
  privacyUrl: 'https://example.org/PRIVACY',
  contact: { shown: 'THE-CONTACT', url: 'mailto:THE-CONTACT' },
};

/** A site whose address and links are found again in what a template makes of them; it has those that the other has. */
export function provableSite(site: SiteIdentity): SiteIdentity {
  const { imprintUrl, privacyUrl, contact } = site.links ?? noLinks;
  return {
    ...site,
    postalAddress: POSTAL_ADDRESS,
    links: {
      imprintUrl: imprintUrl === null ? null : LINKS.imprintUrl,
      privacyUrl: privacyUrl === null ? null : LINKS.privacyUrl,
      contact: contact === null ? null : LINKS.contact,
    },
  };
}

/** Both parts of a message. */
export interface ProvenParts {
  readonly text: TextWithPlaceholders;
  readonly html: TextWithPlaceholders;
}

/**
 * @param site of {@link provableSite}
 * @param fields what the parts link to for the reader
 * @throws BroadsheetError TEMPLATE_INVALID where a part lacks one of the links, the postal address or a link of the site
 */
export function proveParts(
  name: TemplateName,
  { text, html }: ProvenParts,
  site: SiteIdentity,
  fields: readonly string[],
): void {
  const parts = [
    [`${name}.txt.liquid`, text],
    [`${name}.mjml`, html],
  ] as const;
  for (const [file, part] of parts) {
    const lost = fields.find((field) => !part.fields.includes(field));
    if (lost !== undefined) throw invalidTemplate(file, `reader.${lost} is missing from it and its parts`);
    const fixed = `${part.before} ${part.between.join(' ')} ${part.after}`.replaceAll('=\r\n', '');
    if (!fixed.includes(POSTAL_ADDRESS)) {
      throw invalidTemplate(file, 'site.postalAddress is missing from it and its parts');
    }
    const unsaid = listLinks(site.links ?? noLinks).find(({ shown }) => !fixed.includes(shown));
    if (unsaid !== undefined)
      throw invalidTemplate(file, `site.links are missing from it and its parts: ${unsaid.name}`);
  }
}

export function invalidTemplate(file: string, reason: string): BroadsheetError {
  return new BroadsheetError('TEMPLATE_INVALID', `${file} cannot be used: ${reason}`);
}
