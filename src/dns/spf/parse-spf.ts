import { isIP } from 'node:net';

export interface SpfTerm {
  readonly qualifier: '+' | '-' | '~' | '?';
  readonly mechanism: 'a' | 'all' | 'exists' | 'include' | 'ip4' | 'ip6' | 'mx' | 'ptr';
  /** The name or network; null: the domain that is asked about. */
  readonly value: string | null;
  /** As the record has it. */
  readonly text: string;
}

export interface SpfRecord {
  readonly terms: readonly SpfTerm[];
  readonly redirect: string | null;
  /** What receivers cannot read, for which they give up the whole record (RFC 7208 §4.6). */
  readonly faults: readonly string[];
}

const MECHANISMS = new Set(['a', 'all', 'exists', 'include', 'ip4', 'ip6', 'mx', 'ptr']);
/** A mechanism that says nothing without a value. */
const NEEDS_VALUE = new Set(['exists', 'include', 'ip4', 'ip6']);

/** Whether a TXT record is an SPF record (RFC 7208 §4.5). */
export function isSpf(text: string): boolean {
  return /^v=spf1( |$)/i.test(text);
}

/** Reads an SPF record (RFC 7208 §4.6.1 and §5). */
export function parseSpf(text: string): SpfRecord {
  const terms: SpfTerm[] = [];
  const faults: string[] = [];
  let redirect: string | null = null;
  for (const word of text.split(/ +/).slice(1)) {
    if (word === '') continue;
    const [, modifier, given = ''] = /^([a-z][a-z0-9._-]*)=(.*)$/i.exec(word) ?? [];
    if (modifier !== undefined) {
      if (modifier.toLowerCase() !== 'redirect') continue;
      if (redirect !== null) faults.push('redirect= stands twice');
      redirect = given.toLowerCase();
      if (!isDomainSpec(redirect)) faults.push(`${word}: no name stands there`);
      continue;
    }
    const term = parseTerm(word);
    if (typeof term === 'string') faults.push(term);
    else terms.push(term);
  }
  return { terms, redirect, faults };
}

/** @returns a sentence where the word is no term */
function parseTerm(word: string): SpfTerm | string {
  const [, sign = '', name = '', , rest] = /^([+\-~?]?)([a-z0-9_-]*)(:|(?=\/)|$)(.*)$/i.exec(word) ?? [];
  const mechanism = name.toLowerCase();
  if (!MECHANISMS.has(mechanism)) return `${word}: there is no such mechanism${hintFor(word)}`;
  const value = rest === undefined || rest === '' ? null : rest.toLowerCase();
  if (value === null && (NEEDS_VALUE.has(mechanism) || word.endsWith(':')))
    return `${word}: what it names is missing`;
  if (mechanism === 'all' && value !== null) return `${word}: all takes no value`;
  const named = (value ?? '').replace(/(\/\d{1,3})?(\/\/\d{1,3})?$/, '');
  if (mechanism === 'ip4' || mechanism === 'ip6') {
    if (!isNetwork(value ?? '', mechanism)) return `${word}: this is no ${mechanism} address or network`;
  } else if (named !== '' && !isDomainSpec(named)) return `${word}: ${named} is no name${splitHint(named)}`;
  return {
    qualifier: (sign || '+') as SpfTerm['qualifier'],
    mechanism: mechanism as SpfTerm['mechanism'],
    value: mechanism === 'ip4' || mechanism === 'ip6' ? value : named || null,
    text: word,
  };
}

function hintFor(word: string): string {
  if (isIP(word.replace(/\/\d+$/, '')) !== 0) return ` (an address is written ip${isIP(word) || 4}:${word})`;
  if (/^include\.|^include$/i.test(word)) return ' (it is written include:name, without a space)';
  return word.includes(';') ? ' (parts are separated by spaces)' : '';
}

function splitHint(name: string): string {
  return /(include|ip4|ip6|a|mx):|[~?-]all$/.test(name)
    ? ' (strings of one record are joined without a space: begin the second string with one)'
    : '';
}

function isNetwork(value: string, mechanism: 'ip4' | 'ip6'): boolean {
  const [address = '', bits, more] = value.split('/');
  const version = mechanism === 'ip4' ? 4 : 6;
  if (isIP(address) !== version || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** A name, or one with macros, which only a message fills in (RFC 7208 §7). */
function isDomainSpec(name: string): boolean {
  return hasMacro(name) || /^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_-]+\.?$/.test(name);
}

export function hasMacro(name: string): boolean {
  return name.includes('%{');
}
