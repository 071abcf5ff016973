import type { DomainLimits } from '../delivery/relays/domain-limits.js';
import {
  type Connections,
  onlyRelay,
  parseDomainLimits,
  parseRelays,
  type RelaySettings,
} from '../delivery/relays/relay-settings.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';
import { readParsed } from './read-parsed.js';

/** What SMTP_URL or SMTP_RELAYS name, with a fault for what cannot be read. */
export function readRelays(
  values: Values,
  connections: Connections,
  faults: Faults,
): readonly RelaySettings[] {
  if (values.SMTP_URL !== undefined) return [onlyRelay(values.SMTP_URL, connections)];
  return readParsed('SMTP_RELAYS', values, faults, (text) => parseRelays(text, connections)) ?? [];
}

export function readDomainLimits(values: Values, faults: Faults): DomainLimits {
  return readParsed('DOMAIN_LIMITS', values, faults, parseDomainLimits) ?? new Map();
}
