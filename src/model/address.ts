import { domainToASCII, domainToUnicode } from 'node:url';
import { parse } from 'smtp-address-parser';

export interface AddressParts {
  /** As it was given, NFC. */
  readonly local: string;
  /** Lower case, as A-labels (RFC 5890). */
  readonly domain: string;
  /** `local@domain`. */
  readonly address: string;
}

/** The domain of an address, written as the address has it. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** RFC 5321 §4.5.3.1.1 and §4.5.3.1.3 (a path of 256 octets with its angle brackets). */
const MAX_LOCAL_OCTETS = 64;
const MAX_ADDRESS_OCTETS = 254;
/** RFC 5321 §4.1.2, Dot-string. */
const DOT_STRING = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** Leaves room for decomposed letters and for spaces around it; longer text is not worth parsing. */
const MAX_TYPED_LENGTH = 1_000;

/**
 * Reads an address that a person typed: trimmed, NFC, the domain in lower case and as A-label, the local
 * part preserved (RFC 5321 §2.4). Quoted local parts, address literals and single-label domains are refused:
 * no subscriber has one, and each is a way to smuggle something.
 * @returns null where mail cannot be sent to it
 */
export function addressParts(typed: string): AddressParts | null {
  if (typed.length > MAX_TYPED_LENGTH) return null;
  const text = typed.trim().normalize('NFC');
  const at = text.lastIndexOf('@');
  if (at < 1 || /[\s\p{C}"<>(),:;[\]\\]/u.test(text)) return null;
  const local = text.slice(0, at);
  const given = text.slice(at + 1);
  // domainToASCII reads a URL's host: it decodes %61 and stops at a slash, so `a.com/b` would pass as `a.com`.
  if (!/^[A-Za-z0-9.\-\P{ASCII}]+$/u.test(given)) return null;
  const domain = domainToASCII(given);
  if (!/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(domain))
    return null;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(local) > MAX_LOCAL_OCTETS || Buffer.byteLength(address) > MAX_ADDRESS_OCTETS)
    return null;
  // What the parser would take a tenth of a millisecond to say, which a list of many pays for each.
  if (DOT_STRING.test(local)) return { local, domain, address };
  try {
    parse(address);
  } catch {
    return null;
  }
  return { local, domain, address };
}

/** The address with its domain in letters, as people write it, and not in punycode. */
export function withDomainInLetters(address: string): string {
  const domain = domainOf(address);
  return `${address.slice(0, -domain.length)}${domainToUnicode(domain)}`;
}

/** The text under which an address is unique, whatever its case. */
export function addressKey(address: string): string {
  // Lower case can come apart again (U+03AA with an accent), so it is composed a second time.
  return address.normalize('NFC').toLowerCase().normalize('NFC');
}

/** True where the address can only be sent with SMTPUTF8 (RFC 6531). */
export function needsSmtpUtf8(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII as RFC 6531 §3.2 means it
  return !/^[\x00-\x7f]*$/.test(address);
}
