import { distance } from 'fastest-levenshtein';
import type { AddressParts } from './address.js';
import { providerDomains } from './mailbox-providers.js';

/** Endings that no top-level domain has, and what was meant. */
const SLIPPED_ENDINGS: Readonly<Record<string, string>> = {
  ...{ con: 'com', cmo: 'com', ocm: 'com', vom: 'com', xom: 'com', comm: 'com', coom: 'com', cim: 'com' },
  ...{ ogr: 'org', rog: 'org', orgg: 'org', nte: 'net', nett: 'net', ent: 'net', edi: 'edu', eud: 'edu' },
};
/** Shorter domains are one slip apart from those of companies (`tuta.com`, `tata.com`). */
const SLIPS_FROM = 9;

/**
 * The address that was probably meant, where a domain is one slip away from a well-known one or ends in what is no
 * top-level domain: `gmial.com` and `gmail.con`. It is for asking, never for refusing.
 * @returns null where nothing speaks for a slip
 */
export function proposeAddress({ local, domain }: AddressParts): string | null {
  if (providerDomains.has(domain)) return null;
  const dot = domain.lastIndexOf('.');
  const ending = SLIPPED_ENDINGS[domain.slice(dot + 1)];
  const mended = ending === undefined ? domain : `${domain.slice(0, dot)}.${ending}`;
  const meant = providerDomains.has(mended) ? mended : (providerLike(mended) ?? mended);
  return meant === domain ? null : `${local}@${meant}`;
}

function providerLike(domain: string): string | null {
  for (const known of providerDomains) {
    if (known.length >= SLIPS_FROM && isOneSlip(domain, known)) return known;
  }
  return null;
}

/** A letter too many, too few or another one, or two neighbours in the wrong order. */
function isOneSlip(typed: string, known: string): boolean {
  if (Math.abs(typed.length - known.length) > 1) return false;
  const off = distance(typed, known);
  return off === 1 || (off === 2 && areSwapped(typed, known));
}

function areSwapped(typed: string, known: string): boolean {
  if (typed.length !== known.length) return false;
  const at = [...typed].findIndex((letter, index) => letter !== known[index]);
  const swapped = `${typed.slice(0, at)}${typed[at + 1]}${typed[at]}${typed.slice(at + 2)}`;
  return swapped === known;
}
