import { isIP } from 'node:net';
import { parseSmtpUrl } from '../delivery/smtp/smtp-url.js';
import { addressParts } from '../model/address.js';
import { isPlaceZone, presentZoneName } from '../model/zone-names.js';
import { readUrl } from '../read-url.js';

/** The parts of a list that is separated by commas, trimmed; empty parts are left out. */
export function parseList(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** An address in the form it is sent with (domain as A-label), or null. */
export function parseAddress(text: string): string | null {
  return addressParts(text)?.address ?? null;
}

/**
 * The address, as it is written, of a text that is one, or a link to one: `mailto:` before it and its signs escaped
 * (RFC 6068 §2). Null for any other text, and for a link that says more than the address.
 */
export function writtenAddress(text: string): string | null {
  try {
    const [, linked] = /^mailto:([^?#]*)$/i.exec(text) ?? [];
    const written = linked === undefined ? text : decodeURIComponent(linked);
    return parseAddress(written) === null ? null : written;
  } catch {
    return null;
  }
}

/** Reads `address`, `Name <address>` or `"Name" <address>`; the name is empty where there is none. */
export function parseMailbox(text: string): { name: string; address: string } | null {
  const match = /^\s*(?:"([^"<>\p{C}]*)"\s*<([^<>\s]+)>|([^"<>\p{C}]*?)\s*<([^<>\s]+)>|([^<>\s]+))\s*$/u.exec(
    text,
  );
  const address = parseAddress(match?.[2] ?? match?.[4] ?? match?.[5] ?? '');
  return address === null ? null : { name: (match?.[1] ?? match?.[3] ?? '').trim(), address };
}

/** An http(s) URL that paths can be appended to. */
export function isHttpUrl(text: string): boolean {
  return /^https?:\/\/[^/?#\s][^?#\s]*$/.test(text) && isUrlWithHost(text);
}

function isUrlWithHost(text: string): boolean {
  return (readUrl(text)?.hostname ?? '') !== '';
}

/** True where the delivery can read it, so that a fault is found at the start and not with the first mail. */
export function isSmtpUrl(text: string): boolean {
  try {
    parseSmtpUrl(text);
    return true;
  } catch {
    return false;
  }
}

/** The zone that is meant: by the name that is given, but where that is an abbreviation or written in other letters. */
export function siteZone(name: string): string {
  return /^[A-Z].*\//.test(name) ? name : presentZoneName(name);
}

/**
 * A zone by its IANA name. Offsets such as `+02:00` are refused: they know no change of clocks, and
 * PostgreSQL reads their sign the other way round (POSIX). So are abbreviations that are no name of a zone.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name) || !isPlaceZone(presentZoneName(name))) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Origins as browsers write them, separated by commas: a scheme, a host and perhaps a port, and nothing behind. */
export function isOriginList(text: string): boolean {
  return parseList(text).every((part) => /^https?:/.test(part) && readUrl(part)?.origin === part);
}

const NAMED_RANGES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** Addresses, CIDR ranges or names of ranges, as the web server's `trustProxy` reads them. */
export function isProxyList(text: string): boolean {
  return parseList(text).every((part) => {
    if (NAMED_RANGES.has(part)) return true;
    const [address = '', bits, ...rest] = part.split('/');
    const version = isIP(address);
    if (version === 0 || rest.length > 0) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  });
}

/** Addresses with or without a port: `192.0.2.53`, `127.0.0.1:5353`, `[2001:db8::53]:53`. */
export function isServerList(text: string): boolean {
  return parseList(text).every((server) => {
    const [, bracketed, plain, port = '53'] =
      /^(?:\[(.+)\]|([^[\]:]+|[^[\]]*:[^[\]]*:[^[\]]*?))(?::(\d{1,5}))?$/.exec(server) ?? [];
    return isIP(bracketed ?? plain ?? '') !== 0 && Number(port) <= 65_535;
  });
}

/** Reads `host:port`, where the host may stand in brackets. */
export function parseHostAndPort(text: string): { host: string; port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(text.slice(colon + 1)) };
}
