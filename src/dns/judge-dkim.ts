import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  type FindingValues,
  fault,
  fine,
  type Judgement,
  unanswered,
  warning,
  type ZoneRecord,
} from './finding.js';
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
export function judgeDkim(key: SigningKey, records: Records): Judgement {
  const record = dkimRecord(key);
  const check = `DKIM ${key.selector}`;
  const answer = records.answer(record.name, 'TXT');
  if (answer.kind === 'failure') return unanswered(check, record.name, answer.code);
  if (answer.kind === 'none') return judgeMissing(check, record, key, records);
  const [text = '', ...more] = answer.values;
  const { name } = record;
  const wanted = [record];
  if (more.length > 0) {
    const values = { name, count: more.length + 1 };
    return fault(check, { text: 'dns.dkim-many', todo: 'dns.dkim-many-todo', values, records: wanted });
  }
  const ill = formFault(text) ?? keyFault(text, key);
  if (ill !== null) {
    const values = { name, ...ill.values };
    return fault(check, { text: ill.text, todo: 'dns.dkim-replace-todo', values, records: wanted });
  }
  return softFault(check, record, text, key) ?? fine(check, 'dns.dkim-right', { name });
}

function judgeMissing(check: string, record: ZoneRecord, key: SigningKey, records: Records): Judgement {
  // Many panels put the zone's name behind what is typed.
  const doubled = `${record.name}.${organisationalDomain(key.domain)}`;
  if (records.values(doubled, 'TXT').length > 0) {
    const told = { text: 'dns.dkim-doubled', todo: 'dns.dkim-doubled-todo', values: { at: doubled } };
    return fault(check, { ...told, records: [record] });
  }
  const told = { text: 'dns.dkim-missing', todo: 'dns.set-todo', values: { name: record.name } };
  return fault(check, { ...told, records: [record] });
}

/** What is wrong with what is published; beside its values the text names the record. */
interface Ill {
  readonly text: string;
  readonly values?: FindingValues;
}

/** What a panel or a copy did to the text. */
function formFault(text: string): Ill | null {
  if (/["“”]/.test(text)) return { text: 'dns.dkim-quotes' };
  if (text.includes('\\')) return { text: 'dns.dkim-backslashes' };
  if (/-----(BEGIN|END)/.test(text)) return { text: 'dns.dkim-armour' };
  const tags = parseTagList(text);
  if (tags === null) return { text: 'dns.dkim-no-tags' };
  const version = tags.get('v');
  if (version !== undefined && (version !== 'DKIM1' || [...tags.keys()][0] !== 'v'))
    return { text: 'dns.dkim-version', values: { version: version.slice(0, 20) } };
  return tags.has('p') ? null : { text: 'dns.dkim-no-key' };
}

function keyFault(text: string, key: SigningKey): Ill | null {
  const tags = parseTagList(text) ?? new Map<string, string>();
  const published = (tags.get('p') ?? '').replace(/\s/g, '');
  const type = tags.get('k') ?? 'rsa';
  if (published === '') return { text: 'dns.dkim-revoked' };
  if (type !== key.type) return { text: 'dns.dkim-type', values: { published: type, own: key.type } };
  const hashes = listOf(tags, 'h');
  if (hashes !== undefined && !hashes.includes('sha256')) return { text: 'dns.dkim-hash' };
  const services = listOf(tags, 's');
  if (services !== undefined && !services.some((one) => one === '*' || one === 'email'))
    return { text: 'dns.dkim-service' };
  if (isSameKey(published, key)) return null;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(published)) return { text: 'dns.dkim-characters' };
  if (key.publicKey.startsWith(published.replace(/=+$/, '')))
    return { text: 'dns.dkim-cut', values: { there: published.length, all: key.publicKey.length } };
  return { text: readKey(published, key.type) === null ? 'dns.dkim-damaged' : 'dns.dkim-other' };
}

/** The parts of a tag that colons separate. */
function listOf(tags: TagList | null, name: string): readonly string[] | undefined {
  return tags
    ?.get(name)
    ?.split(':')
    .map((one) => one.trim());
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

function softFault(check: string, record: ZoneRecord, text: string, key: SigningKey): Judgement | null {
  const { name } = record;
  if (listOf(parseTagList(text), 't')?.includes('y') === true) {
    const told = { text: 'dns.dkim-trial', todo: 'dns.dkim-trial-todo', values: { name } };
    return warning(check, { ...told, records: [record] });
  }
  const bits =
    readKey(key.publicKey, key.type)?.asymmetricKeyDetails?.modulusLength ?? Number.MAX_SAFE_INTEGER;
  if (bits > WEAK_BITS) return null;
  return warning(check, { text: 'dns.dkim-weak', todo: 'dns.dkim-weak-todo', values: { name, bits } });
}
