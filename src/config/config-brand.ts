import { type Accents, accentFault, type Theme } from '../brand/accents.js';
import type { Brand } from '../brand/brand.js';
import { readBrandFolder } from '../brand/brand-folder.js';
import { parseColour } from '../brand/contrast.js';
import { type Contact, contactOfAddress } from '../brand/site-links.js';
import { writtenAddress } from './config-values.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';

const accentNames = { light: 'ACCENT_LIGHT', dark: 'ACCENT_DARK' } as const;

/** The pictures, colours and links of the publisher, each looked at. */
export function readBrand(values: Values, faults: Faults): Brand {
  return {
    accents: { light: readAccent('light', values, faults), dark: readAccent('dark', values, faults) },
    files:
      values.BRAND === undefined
        ? new Map()
        : readBrandFolder(values.BRAND, (fault) => faults.refusePart('BRAND', fault, [])),
    links: {
      imprintUrl: values.IMPRINT_URL ?? null,
      privacyUrl: values.PRIVACY_URL ?? null,
      contact: readContact(values.CONTACT),
    },
  };
}

function readAccent(theme: Theme, values: Values, faults: Faults): Accents[Theme] {
  const name = accentNames[theme];
  const colour = parseColour(values[name] ?? '');
  const fault = colour === null ? null : accentFault(theme, colour);
  if (fault !== null) faults.refuse(name, fault);
  return colour;
}

function readContact(text: string | undefined): Contact | null {
  if (text === undefined) return null;
  const address = writtenAddress(text);
  return address === null ? { shown: text, url: text } : contactOfAddress(address);
}
