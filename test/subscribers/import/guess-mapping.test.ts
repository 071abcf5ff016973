import { describe, expect, it } from 'vitest';
import { importFields } from '../../../src/model/import.js';
import { serviceOf } from '../../../src/subscribers/import/former-services.js';
import { formerState, saysYes } from '../../../src/subscribers/import/former-state.js';
import { guessAim, guessMapping } from '../../../src/subscribers/import/guess-mapping.js';
import { readLine } from '../../../src/subscribers/import/read-line.js';
import { keyring } from '../signed-up.js';

const now = new Date('2026-03-24T09:30:00Z');
const mailchimp =
  'Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,';

/** Headings of exports, an invented row in that shape, and what it comes to: state, when they agreed, time zone. */
const exports: readonly (readonly [string | null, string, string, readonly unknown[]])[] = [
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    '9f3a,ada@example.org,Ada,{},enabled,2024-05-06T07:08:09.12Z,2024-05-06T07:08:09.12Z',
    ['subscribed', '2024-05-06T07:08:09.120Z', null],
  ],
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    '1,ada@example.org,A,{},blocklisted,,',
    ['complained', null, null],
  ],
  [
    'listmonk',
    'uuid,email,name,attributes,status,created_at,updated_at',
    '1,ada@example.org,A,{},disabled,,',
    ['left', null, null],
  ],
  [
    'mailchimp',
    `${mailchimp}LAST_CHANGED,LEID,EUID,NOTES,TAGS`,
    'ada@example.org,Ada,L,2,2020-02-03 04:05:06,192.0.2.1,2020-02-03 04:06:00,192.0.2.1,,,1,2,Europe/Berlin,DE,BE,2021-01-01 00:00:00,1,a,,x',
    ['subscribed', '2020-02-03T04:06:00.000Z', 'Europe/Berlin'],
  ],
  [
    'mailchimp',
    `${mailchimp}UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS`,
    'ada@example.org,Ada,L,2,2020-02-03 04:05:06,,,,,,,,,,,2022-03-04 05:06:07,Spring,1,NORMAL,,1,a,,',
    ['left', null, null],
  ],
  [
    'mailchimp',
    `${mailchimp}CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,TAGS`,
    'ada@example.org,Ada,L,2,2020-02-03 04:05:06,,,,,,,,,,,2022-03-04 05:06:07,Spring,1,1,a,,',
    ['bounced', null, null],
  ],
  [
    'substack',
    'email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at',
    'ada@example.org,false,,other,false,2025-01-01T00:00:00.000Z,',
    ['subscribed', '2025-01-01T00:00:00.000Z', null],
  ],
  [
    'substack',
    'email,active_subscription,expiry,email_disabled,created_at',
    'ada@example.org,true,,true,2025-01-01',
    ['left', '2025-01-01T00:00:00.000Z', null],
  ],
  [
    'ghost',
    'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers',
    '1,ada@example.org,Ada,,true,false,,2024-01-15T10:00:00.000Z,,vip,',
    ['subscribed', '2024-01-15T10:00:00.000Z', null],
  ],
  [
    'ghost',
    'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels',
    '1,ada@example.org,Ada,,false,false,,2024-01-15T10:00:00.000Z,,',
    ['left', '2024-01-15T10:00:00.000Z', null],
  ],
  [
    'buttondown',
    'id,email_address,creation_date,notes,metadata,tags,referrer_url,secondary_id,type,source,unsubscription_date',
    '1,ada@example.org,2024-01-15T10:00:00Z,,{},,,7,regular,form,',
    ['subscribed', '2024-01-15T10:00:00.000Z', null],
  ],
  [
    'buttondown',
    'email,creation_date,secondary_id,type',
    'ada@example.org,2024-01-15,7,unactivated',
    ['unconfirmed', '2024-01-15T00:00:00.000Z', null],
  ],
  [
    'buttondown',
    'email,creation_date,secondary_id,type',
    'ada@example.org,2024-01-15,7,undeliverable',
    ['bounced', '2024-01-15T00:00:00.000Z', null],
  ],
  [null, 'Name,E-Mail-Adresse,Status', 'Ada,ada@example.org,abgemeldet', ['left', null, null]],
  [null, 'who,where to,note', 'Ada,ada@example.org,x', ['subscribed', null, null]],
  [null, 'address,email', 'Main Street 1,ada@example.org', ['subscribed', null, null]],
  [null, 'email,unsubscribed', 'ada@example.org,no', ['subscribed', null, null]],
  [null, 'email,status', 'ada@example.org,what?', ['unknown-state', undefined, undefined]],
];

describe('what the columns of a list are', () => {
  it.each(exports)('is guessed: %s, %s, %s', (service, headings, row, expected) => {
    const columns = headings.split(',');
    const fields = row.split(',');
    expect(serviceOf(columns)).toBe(service);
    const mapping = guessMapping(columns, service as ReturnType<typeof serviceOf>, [{ fields }]);
    const zones = new Set(['Europe/Berlin']);
    const reading = { keyring, mapping, zones, now, columns: columns.length, headless: new Set<number>() };
    const read = readLine({ line: 1, fileLine: 2, fields, fault: null }, reading);
    if ('problem' in read) expect([read.problem]).toEqual(expected.slice(0, 1));
    else {
      expect(read.address).toBe('ada@example.org');
      expect([read.formerly, read.agreedAt?.toISOString() ?? null, read.timeZone]).toEqual(expected);
    }
  });

  it('gives each column to one field', () => {
    for (const [service, headings] of exports) {
      const mapping = guessMapping(headings.split(','), service as ReturnType<typeof serviceOf>, []);
      const places = importFields.flatMap((field) => mapping[field] ?? []);
      expect(new Set(places).size).toBe(places.length);
    }
  });

  it.each([
    ['subscribed_members_export_a1.csv', 'add'],
    ['unsubscribed_members_export_a1.csv', 'suppress'],
    ['cleaned_members_export_a1.csv', 'suppress'],
    ['my bounces.csv', 'suppress'],
    ['readers of the unbounced.csv', 'add'],
  ])('has the aim of %s: %s', (name, aim) => expect(guessAim(name)).toBe(aim));

  it.each([
    ['Subscribed', 'subscribed'],
    ['', 'subscribed'],
    ['Opted-Out', 'left'],
    ['hard bounce', 'bounced'],
    ['CLEANED', 'bounced'],
    ['Marked as spam', 'complained'],
    ['non-subscribed', 'left'],
    ['pending', 'unconfirmed'],
    ['gone fishing', 'unknown'],
  ])('reads the state “%s” as %s', (text, state) => expect(formerState(text)).toBe(state));

  it('takes no, and what was never, for no', () => {
    for (const no of ['', 'No', 'FALSE', '0', '0000-00-00 00:00:00', 'null']) expect(saysYes(no)).toBe(false);
    for (const yes of ['yes', 'true', '2024-01-02']) expect(saysYes(yes)).toBe(true);
  });
});
