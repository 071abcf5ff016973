import { readFileSync } from 'node:fs';
import { enhancements, everywhere } from './accepted.js';
import { featuresUsed } from './features-used.js';

interface Support {
  readonly clients: readonly string[];
  /** A letter for each client: y (yes), a (in part), n (no), u (unknown). */
  readonly features: Readonly<Record<string, string>>;
}

const { clients, features } = JSON.parse(
  readFileSync(new URL('./support.json', import.meta.url), 'utf8'),
) as Support;
const known = new Set(Object.keys(features));

/**
 * What a mail uses that one of the programs of `support.json` does not show, or of which nothing is known, as
 * `feature (programs): place`; without what is accepted, with its reason, in accepted.ts. Programs are asked only
 * where they read what stands around a feature.
 */
export function lintMail(html: string): string[] {
  const faults = featuresUsed(html, known).flatMap(({ feature, place, within }) => {
    const name = feature.replace('html-@', 'html-');
    if (everywhere.has(feature) || Object.hasOwn(enhancements, name)) return [];
    const letters = features[name];
    if (letters === undefined) return [`${feature} (unknown): ${place}`];
    const without = clients.filter((_, client) => {
      const reads = within.every((outer) => features[outer]?.[client] !== 'n');
      return reads && letters[client] === 'n';
    });
    return without.length === 0 ? [] : [`${feature} (not in ${without.join(', ')}): ${place}`];
  });
  return [...new Set(faults)];
}
