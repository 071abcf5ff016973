import { decodeCharset } from './mime/decode-charset.js';

/** An address as servers write it in a report; no white space, brackets or quotes in it. */
const ADDRESS =
  /[^\s\p{Cc}<>()[\],;:"'`|\\@]{1,128}(?:'[^\s\p{Cc}<>()[\],;:"'`|\\@]{1,64})?@[^\s\p{Cc}<>()[\]{},;:"'`|\\@]{1,253}/u;
/** RFC 5321 §4.1.2: a local part in quotes may hold spaces. */
const QUOTED = /"[^"\\\p{Cc}]{1,64}"@[^\s\p{Cc}<>()[\]{},;:"'@]{1,253}/u;
const LONGEST = 2_000;

/**
 * The first address in a field or a line: `rfc822; a@b`, `<a@b>`, `Name <a@b>`, `"a b"@c`, source routes
 * (`@relay:a@b`, RFC 5321 §F.2) and the forms of {@link unwrapped}.
 * @returns null where there is none; an X.400 address is left as it is
 */
export function addressIn(text: string): string | null {
  const value = readable(text.slice(0, LONGEST)).trim();
  if (/^x-?400\s*;/i.test(value)) return x400(value.slice(value.indexOf(';') + 1));
  const typed = /^(?:rfc ?822|smtp|utf-?8|unknown|system|x-[\w-]{1,30})\s*;/i.exec(value);
  const rest = (typed === null ? value : value.slice(typed[0].length)).trim();
  const plain = typed !== null && /^utf-?8/i.test(typed[0]) ? decodeUtf8Address(rest) : rest;
  const quoted = QUOTED.exec(plain)?.[0];
  const found = quoted ?? ADDRESS.exec(plain)?.[0];
  return found === undefined ? null : unwrapped(found);
}

/** Every address in a field that lists several; each once. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  for (const [match] of readable(text.slice(0, 20_000)).matchAll(new RegExp(ADDRESS, 'gu')))
    found.add(unwrapped(match));
  return [...found];
}

/** Fields come as octets, notes as text; UTF-8 is well-formed in the former alone. */
function readable(text: string): string {
  return /^[\0-\xff]*$/.test(text) ? decodeCharset(text, '') : text;
}

function x400(address: string): string | null {
  const clean = address.replace(/\p{Cc}+/gu, ' ').trim();
  return clean === '' ? null : clean;
}

/** BATV: `prvs=KDDDSSSSSS=local`; Barracuda writes `btv1==TAG==local`. */
const BATV = /^(?:prvs=[^=]{1,40}=|btv1==[^=]{1,60}==)(?=.)/i;
/** Sender Rewriting Scheme: `SRS0=hash=day=domain=local`, then `SRS1=hash=forwarder==hash=day=domain=local`. */
const SRS =
  /^SRS(?:0[=+-]|1[=+-][^=]{1,40}=[^=]{1,253}=[=+-])[^=]{1,40}=[^=]{1,10}=([^=]{1,253})=(.{1,128})$/i;

/** An address without what relays wrapped around it; the local part keeps its case, the domain is lowered. */
export function unwrapped(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).replace(BATV, '');
  const [, domain, inner] = SRS.exec(local) ?? [];
  if (domain !== undefined && inner !== undefined) return unwrapped(`${inner}@${domain}`);
  return `${local}@${address
    .slice(at + 1)
    .toLowerCase()
    .replace(/\.{1,9}$/, '')}`;
}

/** RFC 6533 §3: `\x{HEX}` stands for a character, in utf-8-addr-xtext also for the backslash. */
function decodeUtf8Address(text: string): string {
  const octets = text.replace(/\\x\{([0-9A-Fa-f]{1,6})\}/g, (whole, hex: string) => {
    const point = Number.parseInt(hex, 16);
    return point > 0x10_ffff ? whole : Buffer.from(String.fromCodePoint(point)).toString('latin1');
  });
  return decodeCharset(octets, 'utf-8');
}

/** True where both are the same mailbox for everyone but the server that holds it. */
export function sameAddress(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The recipient that a variable return path carries in the usual way, `list+local=domain@sender`; null else. */
export function carriedAddress(returnPath: string): string | null {
  const match = /^[^+=@]{1,64}[+-]([\w.+-]{1,64})=([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})@/.exec(returnPath);
  return match === null ? null : unwrapped(`${match[1]}@${match[2]}`);
}
