import { createPublicKey, type KeyObject } from 'node:crypto';
import { type Finding, fault, fine, type Remedy, unanswered, warning, type ZoneRecord } from './finding.js';
import type { SigningKey } from './mail-setup.js';
import type { Records } from './records.js';
import { organisationalDomain } from './related-names.js';
import { parseTagList, type TagList } from './tag-list.js';

const WEAK_BITS = 1_024;

/** The record that publishes a key (RFC 6376 §3.6.1). */
export function dkimRecord({ domain, selector, type, publicKey }: SigningKey): ZoneRecord {
  return {
    name: `${selector}._domainkey.${domain}`,
    type: 'TXT',
    value: `v=DKIM1; k=${type}; p=${publicKey}`,
  };
}

/** Whether receivers can check what is signed with a key: the published one is held against it. */
export function judgeDkim(key: SigningKey, records: Records): Finding {
  const record = dkimRecord(key);
  const check = `DKIM ${key.selector}`;
  const answer = records.answer(record.name, 'TXT');
  if (answer.kind === 'failure') return unanswered(check, record.name, answer.code);
  if (answer.kind === 'none') return judgeMissing(check, record, key, records);
  const [text = '', ...more] = answer.values;
  const replace = { todo: 'Replace it by this one:', records: [record] };
  if (more.length > 0)
    return fault(check, `${record.name} has ${more.length + 1} TXT records where one must stand`, {
      todo: 'A long key is one record of several strings, not several records. Keep this one alone:',
      records: [record],
    });
  const ill = formFault(text) ?? keyFault(text, key);
  if (ill !== null) return fault(check, `${record.name}: ${ill}`, replace);
  const tags = parseTagList(text);
  const weak = softFault(tags, key);
  return weak === null
    ? fine(check, `${record.name} holds the key that signs`)
    : warning(check, `${record.name}: ${weak[0]}`, weak[1]);
}

function judgeMissing(check: string, record: ZoneRecord, key: SigningKey, records: Records): Finding {
  // Many panels put the zone's name behind what is typed.
  const doubled = `${record.name}.${organisationalDomain(key.domain)}`;
  if (records.values(doubled, 'TXT').length > 0)
    return fault(check, `the record stands at ${doubled}, where nobody looks`, {
      todo: 'The panel adds the domain by itself: give it the name without it. It has to stand here:',
      records: [record],
    });
  return fault(check, `${record.name} has no record, so no receiver can check the signature`, {
    todo: 'Set this record:',
    records: [record],
  });
}

/** What a panel or a copy did to the text. */
function formFault(text: string): string | null {
  if (/["“”]/.test(text)) return 'quotes stand within the text; strings were joined wrongly';
  if (text.includes('\\')) return 'backslashes stand within the text, which receivers take literally';
  if (/-----(BEGIN|END)/.test(text)) return 'the lines BEGIN and END of the file stand within it';
  const tags = parseTagList(text);
  if (tags === null) return 'this is no list of tags; v=DKIM1; k=…; p=… is expected';
  const version = tags.get('v');
  if (version !== undefined && (version !== 'DKIM1' || [...tags.keys()][0] !== 'v'))
    return `v=${version.slice(0, 20)} where v=DKIM1 must stand first`;
  return tags.has('p') ? null : 'p=, the key, is missing';
}

function keyFault(text: string, key: SigningKey): string | null {
  const tags = parseTagList(text) ?? new Map<string, string>();
  const published = (tags.get('p') ?? '').replace(/\s/g, '');
  const type = tags.get('k') ?? 'rsa';
  if (published === '') return 'p= is empty, which revokes the key';
  if (type !== key.type) return `k=${type}, and messages are signed with ${key.type}`;
  const hashes = tags
    .get('h')
    ?.split(':')
    .map((one) => one.trim());
  if (hashes !== undefined && !hashes.includes('sha256')) return 'h= does not allow sha256';
  const services = tags
    .get('s')
    ?.split(':')
    .map((one) => one.trim());
  if (services !== undefined && !services.some((one) => one === '*' || one === 'email'))
    return 's= does not allow mail';
  if (isSameKey(published, key)) return null;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(published)) return 'the key has characters that no key has';
  if (key.publicKey.startsWith(published.replace(/=+$/, '')))
    return `the key was cut off: ${published.length} of ${key.publicKey.length} characters are there`;
  return readKey(published, key.type) === null
    ? 'the key is damaged'
    : 'another key is published than the one that signs';
}

function isSameKey(published: string, key: SigningKey): boolean {
  if (published === key.publicKey) return true;
  const [one, other] = [readKey(published, key.type), readKey(key.publicKey, key.type)];
  return one !== null && other !== null && one.equals(other);
}

/** A key as receivers read it; RSA also without its wrapping, as RFC 6376 was read before its errata. */
function readKey(base64: string, type: SigningKey['type']): KeyObject | null {
  const der = Buffer.from(base64, 'base64');
  if (type === 'ed25519') {
    if (der.length !== 32) return null;
    return createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: der.toString('base64url') },
      format: 'jwk',
    });
  }
  for (const form of ['spki', 'pkcs1'] as const) {
    try {
      return createPublicKey({ key: der, format: 'der', type: form });
    } catch {
      // It may have the other form.
    }
  }
  return null;
}

function softFault(tags: TagList | null, key: SigningKey): [string, Remedy] | null {
  const flags =
    tags
      ?.get('t')
      ?.split(':')
      .map((one) => one.trim()) ?? [];
  if (flags.includes('y'))
    return [
      't=y says that the key is being tried out',
      { todo: 'Take t=y out.', records: [dkimRecord(key)] },
    ];
  const bits =
    readKey(key.publicKey, key.type)?.asymmetricKeyDetails?.modulusLength ?? Number.MAX_SAFE_INTEGER;
  if (bits <= WEAK_BITS)
    return [`the key has ${bits} bits`, { todo: 'Make one of 2048 under another selector.' }];
  return null;
}
