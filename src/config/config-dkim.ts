import { readFileSync } from 'node:fs';
import { parseList } from './config-values.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';

export interface DkimConfig {
  readonly domain: string;
  readonly selector: string;
  /** PEM, PKCS#8 or PKCS#1. */
  readonly privateKey: string;
}

export interface SigningConfig {
  /** The key of DKIM_KEY_FILE, then those of DKIM_MORE_KEYS; a signature is made with each, in this order. */
  readonly dkim: readonly DkimConfig[];
  /** Domains of readers whose servers verify Ed25519, in lower case. */
  readonly ed25519Domains: readonly string[];
}

export function readSigning(values: Values, faults: Faults): SigningConfig {
  const ed25519Domains = parseList(values.DKIM_ED25519_DOMAINS).map((domain) => domain.toLowerCase());
  return { dkim: readKeys(values, faults), ed25519Domains };
}

function readKeys(values: Values, faults: Faults): readonly DkimConfig[] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file } = values;
  if (domain === undefined || selector === undefined || file === undefined) return [];
  const more = parseList(values.DKIM_MORE_KEYS).map((text) => keyPlaceOf(text, domain));
  const places = [{ name: 'DKIM_KEY_FILE', domain, selector, file }, ...more];
  return places.flatMap(({ name, file, ...key }) => {
    try {
      return [
        { domain: key.domain.toLowerCase(), selector: key.selector, privateKey: readFileSync(file, 'utf8') },
      ];
    } catch {
      faults.refuse(name, 'expected a file that can be read');
      return [];
    }
  });
}

/** An entry of DKIM_MORE_KEYS, whose form was checked before: `selector=file` or `domain/selector=file`. */
function keyPlaceOf(text: string, ownDomain: string) {
  const file = text.slice(text.indexOf('=') + 1);
  const [selector = '', domain = ownDomain] = text.slice(0, text.indexOf('=')).split('/').reverse();
  return { name: 'DKIM_MORE_KEYS', domain, selector, file };
}
