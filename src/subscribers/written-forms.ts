import { domainToUnicode } from 'node:url';
import { addressParts } from '../model/address.js';

/** How an address stands in mail, reports and logs of servers. */
export interface WrittenForms {
  /** In lower case, to be looked for in text in lower case. */
  readonly plain: readonly string[];
  /** Parts of base64 (RFC 4648), which tells upper from lower case, to be looked for without line breaks. */
  readonly encoded: readonly string[];
}

/**
 * Every form in which an address is usually written: as it is, in quoted-printable, in a URL, in the return path of a
 * list (VERP), with its domain in letters or in punycode, and in base64 wherever it begins there.
 * @param key the address as `addressKey` writes it
 * @param address as its owner wrote it
 */
export function writtenForms(key: string, address: string): WrittenForms {
  const spelled = new Set([key, address.toLowerCase(), ...otherDomain(key)]);
  const plain = [...spelled].flatMap((form) => ['@', '=40', '%40', '='].map((at) => form.replace('@', at)));
  const encoded = [...new Set([...spelled, address])].flatMap(inBase64);
  return { plain: [...new Set(plain.flatMap(asOctets))], encoded: [...new Set(encoded)] };
}

/** A message is looked through octet by octet, as ISO 8859-1, whose letters a database may fold or not. */
function asOctets(form: string): string[] {
  const octets = Buffer.from(form).toString('latin1');
  return [form, octets, octets.toLowerCase()];
}

function otherDomain(key: string): string[] {
  const at = key.lastIndexOf('@');
  const [local, domain] = [key.slice(0, at), key.slice(at + 1)];
  return [`${local}@${domainToUnicode(domain)}`, addressParts(key)?.address.toLowerCase() ?? key];
}

/** What of the text stands in base64 whichever octets come before and after it: three ways. */
function inBase64(text: string): string[] {
  return [0, 1, 2].map((before) => {
    const octets = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    const whole = octets.subarray(0, octets.length - (octets.length % 3)).toString('base64');
    return whole.slice(before === 0 ? 0 : 4);
  });
}
