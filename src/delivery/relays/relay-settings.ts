import { SECOND_MS } from '../../durations.js';
import { BroadsheetError, readEach } from '../../errors.js';
import type { RateLimit } from '../../model/rate-window.js';
import type { WarmUp } from '../../model/warm-up.js';
import { parseSmtpUrl } from '../smtp/smtp-url.js';
import type { DomainLimits } from './domain-limits.js';

/** One SMTP server that mail may leave by, and how much of it. */
export interface RelaySettings {
  readonly name: string;
  readonly url: string;
  /** Its share beside the other relays. */
  readonly weight: number;
  readonly connections: number;
  /** Beside them, for confirmations and other notices. */
  readonly noticeConnections: number;
  /** Null: the default of the transport. */
  readonly messagesPerConnection: number | null;
  readonly limits: readonly RateLimit[];
  readonly warmUp: WarmUp | null;
}

/** How many connections each worker keeps open to a relay, for digests and for notices. */
export type Connections = Pick<RelaySettings, 'connections' | 'noticeConnections'>;

const units = {
  second: SECOND_MS,
  minute: 60 * SECOND_MS,
  hour: 3_600 * SECOND_MS,
  day: 86_400 * SECOND_MS,
} as const;

const periods = { perSecond: 'second', perMinute: 'minute', perHour: 'hour', perDay: 'day' } as const;
const KEYS = new Set([
  'name',
  'url',
  'weight',
  'connections',
  'noticeConnections',
  'messagesPerConnection',
  'warmUp',
  ...Object.keys(periods),
]);

/**
 * Reads SMTP_RELAYS: a JSON array of objects with name, url, and optionally weight, connections,
 * noticeConnections, messagesPerConnection, perSecond, perMinute, perHour, perDay and warmUp (start, first, growth).
 * @throws BroadsheetError CONFIG_INVALID that says what is wrong with which relay, and no URL
 */
export function parseRelays(text: string, connections: Connections): RelaySettings[] {
  const list = parsedJson(text);
  if (!Array.isArray(list) || list.length === 0) throw invalid('expected a JSON array of relays');
  const relays = readEach(list, (item: unknown, index) => relayOf(item, index, connections));
  const names = new Set(relays.map(({ name }) => name));
  if (names.size < relays.length) throw invalid('two relays have one name');
  return relays;
}

/** The simple case: one relay without limits. */
export function onlyRelay(url: string, connections: Connections): RelaySettings {
  return {
    name: 'relay',
    url,
    weight: 1,
    ...connections,
    messagesPerConnection: null,
    limits: [],
    warmUp: null,
  };
}

/**
 * Reads DOMAIN_LIMITS: `example.org=20/second+5000/hour, *=100/minute`.
 * @throws BroadsheetError CONFIG_INVALID
 */
export function parseDomainLimits(text: string): DomainLimits {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return new Map(
    readEach(parts, (part) => {
      const [, domain, rates] = /^\s*(\*|[a-z0-9.-]+)\s*=\s*(\S+)\s*$/i.exec(part) ?? [];
      if (domain === undefined || rates === undefined) throw invalid('expected domain=count/unit');
      return [domain.toLowerCase(), rates.split('+').map((rate) => rateOf(rate, domain.toLowerCase()))];
    }),
  );
}

function rateOf(text: string, domain: string): RateLimit {
  const [, count, unit] = /^([1-9]\d{0,8})\/(second|minute|hour|day)$/.exec(text) ?? [];
  if (count === undefined || unit === undefined) {
    throw invalid('a limit is a count, a slash and second, minute, hour or day', domain);
  }
  return rate(unit as keyof typeof units, Number(count));
}

function rate(unit: keyof typeof units, count: number): RateLimit {
  return { periodMs: units[unit], count, ...(unit === 'day' ? { aligned: true } : {}) };
}

function relayOf(item: unknown, index: number, usual: Connections): RelaySettings {
  const place = index + 1;
  if (typeof item !== 'object' || item === null) throw invalid(`relay ${place} is no object`, index);
  const given = item as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((key) => !KEYS.has(key));
  if (unknown !== undefined) throw invalid(`relay ${place} knows no ${unknown}`, index, unknown);
  const { name, url } = given;
  if (typeof name !== 'string' || !/^[a-z0-9-]{1,40}$/.test(name)) {
    throw invalid(`relay ${place} needs a name of a to z, 0 to 9 and hyphens`, index, 'name');
  }
  if (typeof url !== 'string') throw invalid(`${name} needs a url`, index, 'url');
  if (!isReadable(url)) throw invalid(`the url of ${name} cannot be used; see SMTP_URL`, index, 'url');
  const number = (key: string, highest: number): number | null => {
    const read = numberOf(given[key], highest);
    if (read !== undefined) return read;
    throw invalid(`${name}: ${key} is a whole number from 1 to ${highest}`, index, key);
  };
  return {
    name,
    url,
    weight: number('weight', 1_000) ?? 1,
    connections: number('connections', 999) ?? usual.connections,
    noticeConnections: number('noticeConnections', 999) ?? usual.noticeConnections,
    messagesPerConnection: number('messagesPerConnection', 1_000_000),
    limits: Object.entries(periods).flatMap(([key, unit]) => {
      const count = number(key, 1_000_000_000);
      return count === null ? [] : [rate(unit, count)];
    }),
    warmUp: warmUpOf(given['warmUp'], name, index),
  };
}

function warmUpOf(value: unknown, name: string, index: number): WarmUp | null {
  if (value === undefined) return null;
  const { start, first, growth } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const day =
    typeof start === 'string' && /^\d{4}-\d\d-\d\d$/.test(start) && !Number.isNaN(Date.parse(start));
  const volume = numberOf(first, 1_000_000_000) ?? null;
  if (!day || volume === null || typeof growth !== 'number' || !(growth > 1 && growth <= 10)) {
    const form = '{"start": "YYYY-MM-DD", "first": a count, "growth": more than 1}';
    throw invalid(`${name}: warmUp is ${form}`, index, 'warmUp');
  }
  return { start, first: volume, growth };
}

/** A whole number from 1 on; null where none is given, undefined where it is something else. */
function numberOf(value: unknown, highest: number): number | null | undefined {
  if (value === undefined) return null;
  const fits = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= highest;
  return fits ? (value as number) : undefined;
}

function isReadable(url: string): boolean {
  try {
    parseSmtpUrl(url);
    return true;
  } catch {
    return false;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('expected a JSON array of relays');
  }
}

/** `within` leads to the part at fault, so that a settings file can be told by its line. */
function invalid(fault: string, ...within: (string | number)[]): BroadsheetError {
  return new BroadsheetError('CONFIG_INVALID', fault, { details: { within } });
}
