import { nearestName } from './nearest-name.js';
import type { TomlPath, TomlTable, TomlValue } from './toml-tree.js';

/** Tells a fault of the file, at a path in it. */
export type RefuseAt = (path: TomlPath, fault: string) => void;

const RELAY_KEYS = [
  ...['name', 'url', 'weight', 'connections', 'notice_connections', 'messages_per_connection'],
  ...['per_second', 'per_minute', 'per_hour', 'per_day', 'warm_up'],
];
const WARM_UP_KEYS = ['start', 'first', 'growth'];
const SOURCE_KEYS = ['kind', 'categories', 'path'];

/** `per_second`, as the file has it, for `perSecond` in the JSON of a variable. */
export function fileKey(jsonKey: string): string {
  return jsonKey.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function jsonKey(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `[[relays]]` as the text of SMTP_RELAYS. */
export function relaysText(value: TomlValue, refuse: RefuseAt): string | null {
  const relays = tablesOf(value, ['relays'], refuse);
  if (relays === null) return null;
  return JSON.stringify(
    relays.map((relay, index) => {
      const path = ['relays', index];
      const known = Object.entries(knownOf(relay, RELAY_KEYS, path, refuse));
      return Object.fromEntries(
        known.map(([key, part]) => [
          jsonKey(key),
          isTable(part) ? knownOf(part, WARM_UP_KEYS, [...path, key], refuse) : part,
        ]),
      );
    }),
  );
}

/** `[[sources]]`, or a list of the entries that SOURCES has, as the text of SOURCES. */
export function sourcesText(value: TomlValue, refuse: RefuseAt): string | null {
  if (!Array.isArray(value) || value.length === 0) {
    refuse(['sources'], 'expected tables as [[sources]], or a list of texts');
    return null;
  }
  const entries = value.map((source: TomlValue, index) => {
    if (typeof source === 'string') return source;
    const path = ['sources', index];
    if (!isTable(source)) {
      refuse(path, 'expected a table or a text');
      return '';
    }
    const { kind, categories, path: file } = knownOf(source, SOURCE_KEYS, path, refuse);
    if (categories !== undefined) return `${kind}:${[categories].flat().join('+')}`;
    return file === undefined ? String(kind) : `${kind}:${file}`;
  });
  return JSON.stringify(entries);
}

/**
 * `[domain_limits]` as the text of DOMAIN_LIMITS. A domain may stand without quotes: its dots then nest tables.
 * @param told is called with the path at which the limit of a domain stands
 */
export function domainLimitsText(
  value: TomlValue,
  refuse: RefuseAt,
  told: (domain: string, path: TomlPath) => void,
): string | null {
  if (!isTable(value)) {
    refuse(['domain_limits'], 'expected a table of domains');
    return null;
  }
  const limits: string[] = [];
  const read = (table: TomlTable, above: readonly string[]) => {
    for (const [key, limit] of Object.entries(table)) {
      const path = [...above, key];
      const domain = path.join('.');
      if (isTable(limit)) read(limit, path);
      else if (!/^(\*|[a-z0-9.-]+)$/i.test(domain))
        refuse(['domain_limits', ...path], 'expected a domain or *');
      else if (typeof limit !== 'string' && !Array.isArray(limit)) {
        refuse(['domain_limits', ...path], 'expected limits as "20/second", several in a list');
      } else {
        told(domain.toLowerCase(), ['domain_limits', ...path]);
        limits.push(`${domain}=${[limit].flat().join('+').replaceAll(' ', '')}`);
      }
    }
  };
  read(value, []);
  return limits.join(', ');
}

function tablesOf(value: TomlValue, path: TomlPath, refuse: RefuseAt): readonly TomlTable[] | null {
  if (Array.isArray(value) && value.length > 0 && value.every(isTable)) return value;
  refuse(path, `expected tables as [[${path.join('.')}]]`);
  return null;
}

/** The entries of a table whose keys are known; each other one is told with the nearest known key. */
export function knownOf(
  table: TomlTable,
  known: readonly string[],
  path: TomlPath,
  refuse: RefuseAt,
): TomlTable {
  return Object.fromEntries(
    Object.entries(table).filter(([key]) => {
      if (known.includes(key)) return true;
      refuse([...path, key], unknownKey(key, known));
      return false;
    }),
  );
}

/** What is said of a name that nothing reads. */
export function unknownKey(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === null ? 'unknown; nothing reads it' : `unknown; did you mean ${nearest}?`;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value);
}
