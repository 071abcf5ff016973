import { addressParts, withDomainInLetters } from '../model/address.js';

/** How an address stands in mail, reports and logs of servers. */
export interface WrittenForms {
  /** In lower case, to be looked for in text in lower case. */
  readonly plain: readonly string[];
  /** Parts of base64 (RFC 4648), which tells upper from lower case, to be looked for without line breaks. */
  readonly encoded: readonly string[];
  /** What the forms begin with: where none of these stands, no form does, and there are few of them. */
  readonly beginnings: { readonly plain: readonly string[]; readonly encoded: readonly string[] };
}

interface KeyedAddress {
  /** As `addressKey` writes it. */
  readonly key: string;
  /** As its owner wrote it. */
  readonly address: string;
}

/** The forms of all of some addresses. */
export function writtenForms(addresses: readonly KeyedAddress[]): WrittenForms {
  const each = addresses.map(formsOf);
  return {
    plain: each.flatMap(({ plain }) => plain),
    encoded: each.flatMap(({ encoded }) => encoded),
    beginnings: {
      plain: each.flatMap(({ beginnings }) => beginnings.plain),
      encoded: each.flatMap(({ beginnings }) => beginnings.encoded),
    },
  };
}

/**
 * Every form in which an address is usually written: as it is, in quoted-printable, in a URL, in the return path of a
 * list (VERP), with its domain in letters or in punycode, and in base64 wherever it begins there.
 */
function formsOf({ key, address }: KeyedAddress): WrittenForms {
  const spelled = new Set([key, address.toLowerCase(), ...otherDomain(key)]);
  const plain = [...spelled].flatMap((form) => ['@', '=40', '%40', '='].map((at) => form.replace('@', at)));
  const asWritten = [...new Set([...spelled, address])];
  return {
    plain: distinct(plain.flatMap(asOctets)),
    encoded: distinct(asWritten.flatMap(inBase64)),
    beginnings: {
      plain: distinct([...spelled].map(localPart).flatMap(asOctets)),
      encoded: distinct(asWritten.map(localPart).flatMap(inBase64)),
    },
  };
}

function distinct(forms: readonly string[]): string[] {
  return [...new Set(forms)];
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/** A message is looked through octet by octet, as ISO 8859-1, whose letters a database may fold or not. */
function asOctets(form: string): string[] {
  const octets = Buffer.from(form).toString('latin1');
  return [form, octets, octets.toLowerCase()];
}

function otherDomain(key: string): string[] {
  return [withDomainInLetters(key), addressParts(key)?.address.toLowerCase() ?? key];
}

/** What of the text stands in base64 whichever octets come before and after it: three ways. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const octets = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const whole = octets.subarray(0, octets.length - (octets.length % 3)).toString('base64');
    return whole.slice(before === 0 ? 0 : 4);
  });
}
