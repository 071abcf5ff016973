import type { FormerService, ImportAim, ImportField, ImportMapping } from '../../model/import.js';
import { importFields } from '../../model/import.js';
import { readTypedAddress } from '../../model/typed-address.js';
import { plainHeading, serviceExports } from './former-services.js';

/** What columns are called, the likeliest first, in the words of {@link plainHeading}. */
const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  address: [
    ...['email', 'email address', 'e mail', 'e mail address', 'mail', 'mail address', 'emailaddress'],
    ...['subscriber', 'subscriber email', 'e mail adresse', 'mailadresse', 'adresse', 'address'],
  ],
  state: [
    ...[
      'status',
      'state',
      'subscription status',
      'email status',
      'subscribed',
      'subscribed to emails',
      'subscriber type',
    ],
    ...['zustand', 'email marketing consent', 'opt in', 'optin', 'active'],
  ],
  left: [
    ...[
      'unsub time',
      'unsubscribed at',
      'unsubscribe date',
      'unsubscription date',
      'unsubscribed',
      'opted out',
      'opt out',
    ],
    ...['email disabled', 'opt out at', 'optout', 'deleted at', 'abgemeldet', 'abgemeldet am'],
  ],
  bounced: ['clean time', 'bounced at', 'bounced', 'undeliverability date', 'hard bounced', 'bounce'],
  agreedAt: [
    ...[
      'confirm time',
      'confirmed at',
      'confirmation date',
      'confirmation time',
      'opt in time',
      'optin time',
      'opt in date',
    ],
    ...[
      'subscribed at',
      'subscribe date',
      'subscription date',
      'date subscribed',
      'consented at',
      'created at',
    ],
    ...[
      'creation date',
      'date created',
      'signup date',
      'signed up at',
      'signed up',
      'joined',
      'date',
      'angemeldet am',
    ],
  ],
  language: ['language', 'lang', 'locale', 'preferred language', 'sprache'],
  frequency: ['frequency', 'cadence', 'rhythmus'],
  timeZone: ['timezone', 'time zone', 'tz', 'zeitzone'],
  origin: ['origin', 'source', 'signup source', 'utm campaign', 'campaign', 'herkunft'],
};

/**
 * Which columns hold what, by their headings and by whose export it is; where no heading names the address, by the first
 * line that has one.
 */
export function guessMapping(
  columns: readonly string[],
  service: FormerService | null,
  lines: readonly { readonly fields: readonly string[] }[],
): ImportMapping {
  const headings = columns.map(plainHeading);
  const mapping: Partial<Record<ImportField, number>> = {};
  const own = service === null ? {} : serviceExports[service].columns;
  const taken = new Set<number>();
  for (const field of importFields) {
    const names = [...(own[field] ?? []), ...HEADINGS[field]];
    const place = names
      .map((name) => headings.indexOf(name))
      .find((at) => at >= 0 && !taken.has(at) && (field !== 'address' || holdsAddress(lines, at)));
    if (place === undefined) continue;
    mapping[field] = place;
    taken.add(place);
  }
  if (mapping.address === undefined) {
    const place = columns.findIndex((_, at) => !taken.has(at) && holdsAddress(lines, at) && lines.length > 0);
    if (place >= 0) mapping.address = place;
  }
  return mapping;
}

/** Whether one of these lines has an address there, or there are no lines to tell by. */
function holdsAddress(lines: readonly { readonly fields: readonly string[] }[], at: number): boolean {
  return lines.length === 0 || lines.some(({ fields }) => readTypedAddress(fields[at] ?? '').ok);
}

/** Files of those who left, or whose addresses are dead, say so in their names. */
export function guessAim(name: string): ImportAim {
  return /(?:^|[^a-z])(?:unsubscribe|cleaned|bounce|suppress|blocklist|blacklist|complain|unsubs)/i.test(name)
    ? 'suppress'
    : 'add';
}
