import { addressKey } from '../../model/address.js';
import { type PeriodicKind, periodicKinds } from '../../model/digest.js';
import type { ImportField, ImportLine, ImportMapping, ImportProblem } from '../../model/import.js';
import { isLanguage, type Language, languages } from '../../model/language.js';
import { readCampaign } from '../../model/origin.js';
import { readTypedAddress } from '../../model/typed-address.js';
import { presentZoneName } from '../../model/zone-names.js';
import { addressHash, type Keyring } from '../keyring.js';
import type { Departures } from './column-headings.js';
import {
  departedState,
  type FormerState,
  formerState,
  isDeparture,
  saysNo,
  saysYes,
} from './former-state.js';
import { pastMoment } from './past-moment.js';

/** Why a line cannot be used; `detail` is what it is about. */
export interface LineProblem {
  readonly problem: ImportProblem;
  readonly detail: string | null;
}

/** A line as the columns say that it is. */
export interface ListedPerson {
  readonly line: number;
  readonly address: string;
  readonly key: string;
  readonly hash: Buffer;
  readonly formerly: Exclude<FormerState, 'unknown'>;
  /** When they agreed elsewhere; null where the line does not say, or says what is no moment of the past. */
  readonly agreedAt: Date | null;
  readonly language: Language | null;
  readonly frequency: PeriodicKind | null;
  readonly timeZone: string | null;
  readonly campaign: string | null;
}

export interface Reading {
  readonly keyring: Pick<Keyring, 'addressHashKey'>;
  readonly columns: number;
  readonly headless: ReadonlySet<number>;
  readonly departures: Departures;
  readonly mapping: ImportMapping;
  readonly zones: ReadonlySet<string>;
  readonly now: Date;
}

/**
 * Reads a line by its columns. A line that has text where there is no heading is refused: what it has is not in the
 * columns in which it seems to be.
 */
export function readLine(
  { line, fields, fault }: ImportLine,
  reading: Reading,
): ListedPerson | (LineProblem & { readonly hash: Buffer | null }) {
  if (fault !== null) return { problem: 'not-json', detail: null, hash: null };
  const strays = fields.some(
    (field, at) => (at >= reading.columns || reading.headless.has(at)) && field.trim() !== '',
  );
  if (strays) return { problem: 'many-fields', detail: String(fields.length), hash: null };
  const { keyring, mapping, zones, now } = reading;
  const textAt = (at: number | undefined) => (at === undefined ? '' : plainField(fields[at] ?? ''));
  const text = (name: ImportField) => textAt(mapping[name]);
  const typed = readTypedAddress(text('address'));
  if (!typed.ok) {
    const { reason } = typed.fault;
    const detail = reason === 'look-alike' ? typed.fault.sign : null;
    return { problem: reason, detail, hash: null };
  }
  const { address } = typed.parts;
  const hash = addressHash(keyring, address);
  const used = new Set(Object.values(mapping));
  const isGone = fields.some((field, at) => !used.has(at) && isDeparture(field));
  const formerly = stateOf(text, departedBy(textAt, reading.departures) ?? (isGone ? 'left' : null));
  if (formerly === 'unknown') return { problem: 'unknown-state', detail: text('state').slice(0, 60), hash };
  return {
    ...{ line, address, key: addressKey(address), hash, formerly },
    agreedAt: pastMoment(text('agreedAt'), now),
    language: languageNamed(text('language')),
    frequency: frequencyNamed(text('frequency')),
    timeZone: zoneNamed(text('timeZone'), zones),
    campaign: readCampaign(text('origin')),
  };
}

/** What a spreadsheet is kept from carrying out begins with an apostrophe, as our own files of errors have it. */
function plainField(field: string): string {
  return field.replace(/^'(?=[=+\-@\t\r])/, '').trim();
}

function stateOf(text: (name: ImportField) => string, departed: FormerState | null): FormerState {
  const stated = formerState(text('state'));
  if (stated === 'complained' || departed === 'complained') return 'complained';
  if (saysYes(text('bounced'))) return 'bounced';
  if (saysYes(text('left'))) return 'left';
  return stated === 'bounced' || stated === 'left' ? stated : (departed ?? stated);
}

function departedBy(
  textAt: (at: number) => string,
  { state, left, bounced, subscribed, confirmed, unconfirmed }: Departures,
): FormerState | null {
  const stated = state.map((at) => departedState(textAt(at)));
  const departed = stated.find((one) => one !== null && one !== 'unconfirmed');
  if (departed != null) return departed;
  if (bounced.some((at) => saysYes(textAt(at)))) return 'bounced';
  if (left.some((at) => saysYes(textAt(at))) || subscribed.some((at) => saysNo(textAt(at)))) return 'left';
  const isOpen =
    stated.includes('unconfirmed') ||
    confirmed.some((at) => saysNo(textAt(at))) ||
    unconfirmed.some((at) => saysYes(textAt(at)));
  return isOpen ? 'unconfirmed' : null;
}

/** What lists call a language, beside its tag. */
const languageWords: Readonly<Record<Language, readonly string[]>> = {
  en: ['english', 'englisch'],
  de: ['german', 'deutsch'],
};

/** `de`, `de-AT`, `de_DE`, `German`. */
function languageNamed(text: string): Language | null {
  const name = text.toLowerCase();
  const [tag = ''] = name.split(/[-_]/, 1);
  return isLanguage(tag) ? tag : (languages.find((one) => languageWords[one].includes(name)) ?? null);
}

const frequencyWords: Readonly<Record<PeriodicKind, readonly string[]>> = {
  daily: ['daily', 'day', 'täglich'],
  weekly: ['weekly', 'week', 'wöchentlich'],
  monthly: ['monthly', 'month', 'monatlich'],
};

function frequencyNamed(text: string): PeriodicKind | null {
  return periodicKinds.find((kind) => frequencyWords[kind].includes(text.toLowerCase())) ?? null;
}

function zoneNamed(text: string, zones: ReadonlySet<string>): string | null {
  const name = presentZoneName(text);
  return zones.has(name) ? name : null;
}
