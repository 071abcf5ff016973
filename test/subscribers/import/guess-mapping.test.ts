import { describe, expect, it } from 'vitest';
import { importFields } from '../../../src/model/import.js';
import { departuresIn } from '../../../src/subscribers/import/column-headings.js';
import { serviceOf } from '../../../src/subscribers/import/former-services.js';
import { formerState, saysYes } from '../../../src/subscribers/import/former-state.js';
import { guessAim, guessMapping } from '../../../src/subscribers/import/guess-mapping.js';
import { pastMoment } from '../../../src/subscribers/import/past-moment.js';
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
  [
    'substack',
    'Email,Name,Subscription type,Start date,Emails disabled',
    'ada@example.org,A,Free,2024-01-01,TRUE',
    ['left', '2024-01-01T00:00:00.000Z', null],
  ],
  [
    null,
    'Email Address,First Name,Email Marketing Status',
    'ada@example.org,Ada,Unsubscribed',
    ['left', null, null],
  ],
  [
    null,
    'EMAIL,BLOCKLISTED_EMAIL,ADDED_TIME',
    'ada@example.org,true,15-01-2024 10:00:00',
    ['left', '2024-01-15T10:00:00.000Z', null],
  ],
  [null, 'Email,HasOptedOutOfEmail,EmailBouncedDate', 'ada@example.org,1,', ['left', null, null]],
  [
    null,
    'Email,HasOptedOutOfEmail,EmailBouncedDate',
    'ada@example.org,0,2024-02-02',
    ['bounced', null, null],
  ],
  [null, 'Email,Unsubscribed from all email,Create Date', 'ada@example.org,true,', ['left', null, null]],
  [null, 'Email,Status,Global Status', 'ada@example.org,Subscribed,Unsubscribed', ['left', null, null]],
  [null, 'Email,Status,Subscription status', 'ada@example.org,active,cleaned', ['bounced', null, null]],
  [null, 'email,hard_bounce,complained_at,suppressed', 'ada@example.org,0,2024-01-01,', ['left', null, null]],
  [null, 'email,do_not_email,do_not_contact', 'ada@example.org,0,1', ['left', null, null]],
  [null, 'email,bounce_type', 'ada@example.org,soft', ['subscribed', null, null]],
  [null, 'email,status,subscribed', 'ada@example.org,active,2024-01-15', ['subscribed', null, null]],
  [null, 'email,state,city', 'ada@example.org,Ohio,Athens', ['subscribed', null, null]],
  [null, 'email,newsletter', 'ada@example.org,Papers weekly', ['subscribed', null, null]],
  [null, 'email,newsletter', 'ada@example.org,no', ['left', null, null]],
  [null, 'email,unsubscribed_at', 'ada@example.org,\\N', ['subscribed', null, null]],
  [
    null,
    'Adresse e-mail,Statut,Date d’inscription',
    'ada@example.org,Désabonné,15/01/2024',
    ['left', '2024-01-15T00:00:00.000Z', null],
  ],
  [null, 'Correo electrónico,Estado', 'ada@example.org,Dado de baja', ['left', null, null]],
  [null, 'Indirizzo e-mail,Stato', 'ada@example.org,Disiscritto', ['left', null, null]],
  [null, 'E-mail,Situação', 'ada@example.org,Descadastrado', ['left', null, null]],
  [null, 'E-mailadres,Status', 'ada@example.org,Uitgeschreven', ['left', null, null]],
  [null, 'Электронная почта,Статус', 'ada@example.org,отписан', ['left', null, null]],
  [null, '邮箱,状态', 'ada@example.org,已退订', ['left', null, null]],
  [null, 'メールアドレス,ステータス', 'ada@example.org,配信停止', ['left', null, null]],
  [null, 'who,where to', 'Ada,ada@example.org (Ada)', ['subscribed', null, null]],
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
    const departures = departuresIn(columns, mapping);
    const reading = {
      keyring,
      mapping,
      zones,
      now,
      departures,
      columns: columns.length,
      headless: new Set<number>(),
    };
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
    ['Abmeldungen 2024.csv', 'suppress'],
    ['opt-outs.csv', 'suppress'],
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
    ['Spam Complaint', 'complained'],
    ['NEVER_SUBSCRIBED', 'left'],
    ['validating', 'unconfirmed'],
    ['Unbestätigt', 'unconfirmed'],
    ['Nicht bestätigt', 'unconfirmed'],
    ['Abonné', 'subscribed'],
    ['нет', 'left'],
    ['はい', 'subscribed'],
    ['gone fishing', 'unknown'],
  ])('reads the state “%s” as %s', (text, state) => expect(formerState(text)).toBe(state));

  it('takes no, and what was never, for no', () => {
    for (const no of ['', 'No', 'FALSE', '0', '0000-00-00 00:00:00', 'null', '\\N', 'n/a', '[]', 'non'])
      expect(saysYes(no)).toBe(false);
    for (const yes of ['yes', 'true', '2024-01-02']) expect(saysYes(yes)).toBe(true);
  });

  it.each([
    ['2024-01-15 10:00:00+00', '2024-01-15T10:00:00.000Z'],
    ['2024-01-15T10:00:00.123456-04:00', '2024-01-15T14:00:00.123Z'],
    ['2024-01-15 10:00 PM', '2024-01-15T22:00:00.000Z'],
    ['2024/1/5', '2024-01-05T00:00:00.000Z'],
    ['20240115', '2024-01-15T00:00:00.000Z'],
    ['15.01.2024 10:11', '2024-01-15T10:11:00.000Z'],
    ['1.2.2024', '2024-02-01T00:00:00.000Z'],
    ['15/01/2024', '2024-01-15T00:00:00.000Z'],
    ['01/15/2024 9:30', '2024-01-15T09:30:00.000Z'],
    ['01/02/2024', null],
    ['Jan 15, 2024', '2024-01-15T00:00:00.000Z'],
    ['January 15, 2024 at 10:00 AM', '2024-01-15T10:00:00.000Z'],
    ['Mon, 15 Jan 2024 10:00:00 GMT', '2024-01-15T10:00:00.000Z'],
    ['1705312800', '2024-01-15T10:00:00.000Z'],
    ['1705312800000', '2024-01-15T10:00:00.000Z'],
    ['45306.5', '2024-01-15T12:00:00.000Z'],
    ['2024-02-30', null],
    ['2999-01-01', null],
    ['0000-00-00 00:00:00', null],
    ['2024-01-15 10:00:00 EST', null],
    ['2024', null],
    ['yes', null],
  ])('reads the moment “%s” as %s', (text, expected) => {
    expect(pastMoment(text, now)?.toISOString() ?? null).toBe(expected);
  });
});
