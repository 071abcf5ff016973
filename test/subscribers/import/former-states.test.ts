import { expect, it } from 'vitest';
import type { ImportLine } from '../../../src/model/import.js';
import { departuresIn } from '../../../src/subscribers/import/column-headings.js';
import { serviceOf } from '../../../src/subscribers/import/former-services.js';
import { formerState } from '../../../src/subscribers/import/former-state.js';
import { guessMapping } from '../../../src/subscribers/import/guess-mapping.js';
import { readLine } from '../../../src/subscribers/import/read-line.js';
import { readTable } from '../../../src/subscribers/import/read-table.js';
import { keyring } from '../signed-up.js';

async function* inOnePart(octets: Buffer): AsyncGenerator<Uint8Array> {
  yield octets;
}

/** What the people of a file were where it comes from, or why a line of it cannot be used. */
async function statesIn(file: string | Buffer): Promise<string[]> {
  const lines: ImportLine[] = [];
  const octets = typeof file === 'string' ? Buffer.from(file) : file;
  const { columns } = await readTable(inOnePart(octets), async (some) => void lines.push(...some));
  const mapping = guessMapping(columns, serviceOf(columns), lines);
  const reading = {
    ...{ keyring, mapping, zones: new Set<string>(), now: new Date('2026-03-24T09:30:00Z') },
    ...{ departures: departuresIn(columns, mapping), columns: columns.length, headless: new Set<number>() },
  };
  return lines.map((line) => {
    const read = readLine(line, reading);
    return 'problem' in read ? read.problem : read.formerly;
  });
}

/** A heading, a line under it, and what it says of who stands there. */
const sheets: readonly (readonly [string, string, string])[] = [
  ['Email,Status', 'ada@example.org,Cleaned', 'bounced'],
  ['Email,Status', 'ada@example.org,unconfirmed', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,blocklisted', 'complained'],
  ['Email,Status', 'ada@example.org,Pending confirmation', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,Awaiting double opt-in', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,Double opt-in pending', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,Confirmation pending', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,confirmation sent', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,Not yet confirmed', 'unconfirmed'],
  ['Email,Status', 'ada@example.org,Confirmed', 'subscribed'],
  ['Email,Status', 'ada@example.org,Double opt-in', 'subscribed'],
  ['Email,Status', 'ada@example.org,DOI confirmed', 'subscribed'],
  ['Email,Status', 'ada@example.org,Unsubscribed (by admin)', 'left'],
  ['Email,Status', 'ada@example.org,Unsubscribed on 2024-01-01', 'left'],
  ['Email,Status', 'ada@example.org,Bounced (hard)', 'bounced'],
  ['Email,Status', 'ada@example.org,Hard bounced', 'bounced'],
  ['Email,Status', 'ada@example.org,Subscribed (confirmed)', 'subscribed'],
  ['Email,Status', 'ada@example.org,Active subscriber', 'subscribed'],
  ['Email,Status', 'ada@example.org,past due', 'subscribed'],
  ['Email,Status', 'ada@example.org,trialing', 'subscribed'],
  ['Email,Status', 'ada@example.org,trial', 'subscribed'],
  ['Email,Status', 'ada@example.org,Non-subscribed', 'left'],
  ['Email,Status', 'ada@example.org,transactional', 'left'],
  ['Email,Status', 'ada@example.org,archived', 'left'],
  ['Email,Status', 'ada@example.org,Archived', 'left'],
  ['Email,Status', 'ada@example.org,complained', 'complained'],
  ['Email,Status', 'ada@example.org,Spam', 'complained'],
  ['Email,Status', 'ada@example.org,Junk', 'complained'],
  ['Email,Subscribed', 'ada@example.org,yes', 'subscribed'],
  ['Email,Subscribed', 'ada@example.org,no', 'left'],
  ['Email,Subscribed', 'ada@example.org,TRUE', 'subscribed'],
  ['Email,Unsubscribed', 'ada@example.org,-', 'subscribed'],
  ['Email,Unsubscribed', 'ada@example.org,✓', 'left'],
  ['Email,Unsubscribed', 'ada@example.org,x', 'left'],
  ['Email,Unsubscribed', 'ada@example.org,☑', 'left'],
  ['Email,Confirmed', 'ada@example.org,no', 'unconfirmed'],
  ['Email,Confirmed', 'ada@example.org,false', 'unconfirmed'],
  ['Email,Confirmed', 'ada@example.org,0', 'unconfirmed'],
  ['Email,Confirmed', 'ada@example.org,yes', 'subscribed'],
  ['Email,Confirmed', 'ada@example.org,1', 'subscribed'],
  ['Email,is_confirmed', 'ada@example.org,false', 'unconfirmed'],
  ['Email,is_confirmed', 'ada@example.org,true', 'subscribed'],
  ['Email,email_verified', 'ada@example.org,false', 'unconfirmed'],
  ['Email,verified', 'ada@example.org,no', 'unconfirmed'],
  ['Email,Email Verified', 'ada@example.org,FALSE', 'unconfirmed'],
  ['Email,Double Opt-In', 'ada@example.org,no', 'unconfirmed'],
  ['Email,Double Opt-In', 'ada@example.org,yes', 'subscribed'],
  ['Email,doi', 'ada@example.org,0', 'unconfirmed'],
  ['Email,Bestätigt', 'ada@example.org,nein', 'unconfirmed'],
  ['Email,Bestätigt', 'ada@example.org,ja', 'subscribed'],
  ['Email,bestätigt am', 'ada@example.org,2024-01-01', 'subscribed'],
  ['Email,Confirmé', 'ada@example.org,non', 'unconfirmed'],
  ['Email,Confirmado', 'ada@example.org,no', 'unconfirmed'],
  ['Email,Status,Confirmed', 'ada@example.org,subscribed,no', 'unconfirmed'],
  ['Email,Status,Confirmed', 'ada@example.org,subscribed,yes', 'subscribed'],
  ['Email,Active,Verified', 'ada@example.org,yes,no', 'unconfirmed'],
  ['Email,Pending', 'ada@example.org,true', 'unconfirmed'],
  ['Email,Unconfirmed', 'ada@example.org,1', 'unconfirmed'],
  ['Email,Unverified', 'ada@example.org,yes', 'unconfirmed'],
  ['E-Mail-Adresse;Status', 'ada@example.org;abgemeldet', 'left'],
  ['E-Mail-Adresse;Status', 'ada@example.org;Unbestätigt', 'unconfirmed'],
  ['E-Mail-Adresse;Status', 'ada@example.org;gesperrt', 'complained'],
  ['E-Mail-Adresse;Anmeldestatus', 'ada@example.org;abgemeldet', 'left'],
  ['E-Mail;Newsletter-Status', 'ada@example.org;abgemeldet', 'left'],
  ['E-Mail;Newsletter', 'ada@example.org;nein', 'left'],
  ['E-Mail;Newsletter abonniert', 'ada@example.org;nein', 'left'],
  ['E-Mail;Abonniert', 'ada@example.org;nein', 'left'],
  ['E-Mail;Abmeldedatum', 'ada@example.org;01.02.2024', 'left'],
  ['E-Mail;Abgemeldet?', 'ada@example.org;ja', 'left'],
  ['E-Mail;Aktiv', 'ada@example.org;nein', 'left'],
  ['E-Mail;Gekündigt am', 'ada@example.org;01.02.2024', 'left'],
  ['E-Mail;Kündigungsdatum', 'ada@example.org;01.02.2024', 'left'],
  ['E-Mail;Austritt', 'ada@example.org;01.02.2024', 'left'],
  ['E-Mail;Austrittsdatum', 'ada@example.org;01.02.2024', 'left'],
  ['E-Mail;Status', 'ada@example.org;Bounce', 'bounced'],
  ['E-Mail;Status', 'ada@example.org;unzustellbar', 'bounced'],
  ['E-Mail;Status', 'ada@example.org;wartet auf Bestätigung', 'unconfirmed'],
  ['E-Mail;Status', 'ada@example.org;Bestätigung ausstehend', 'unconfirmed'],
  ['E-Mail;Status', 'ada@example.org;noch nicht bestätigt', 'unconfirmed'],
  ['E-Mail;Status', 'ada@example.org;Opt-in ausstehend', 'unconfirmed'],
  ['メールアドレス,購読状態', 'ada@example.org,解除済み', 'left'],
  ['メールアドレス,配信状態', 'ada@example.org,配信停止', 'left'],
  ['メールアドレス,状態', 'ada@example.org,退会済み', 'left'],
  ['メールアドレス,ステータス', 'ada@example.org,購読解除', 'left'],
  ['メールアドレス,ステータス', 'ada@example.org,未確認', 'unconfirmed'],
  ['メールアドレス,ステータス', 'ada@example.org,仮登録', 'unconfirmed'],
  ['メールアドレス,ステータス', 'ada@example.org,確認待ち', 'unconfirmed'],
  ['メールアドレス,ステータス', 'ada@example.org,登録済', 'subscribed'],
  ['メールアドレス,ステータス', 'ada@example.org,購読中', 'subscribed'],
  ['メールアドレス,ステータス', 'ada@example.org,配信中', 'subscribed'],
  ['メールアドレス,ステータス', 'ada@example.org,エラー', 'bounced'],
  ['メールアドレス,ステータス', 'ada@example.org,不達', 'bounced'],
  ['メールアドレス,ステータス', 'ada@example.org,停止中', 'left'],
  ['メールアドレス,配信', 'ada@example.org,不可', 'left'],
  ['メールアドレス,配信停止日', 'ada@example.org,2024/01/02', 'left'],
  ['メールアドレス,退会日', 'ada@example.org,2024/01/02', 'left'],
  ['Eメール,ステータス', 'ada@example.org,退会', 'left'],
  ['電子メール,状態', 'ada@example.org,解除', 'left'],
  ['メール,登録日', 'ada@example.org,2024/01/02', 'subscribed'],
  [
    'email,status,custom_fields,created_at,unsubscribed_on',
    'ada@example.org,inactive,,2024-01-01,2024-02-01',
    'left',
  ],
  [
    'Email,Status,Created At,Subscription Tier,UTM Source',
    'ada@example.org,validating,2024-01-01,free,',
    'unconfirmed',
  ],
  [
    'email,status,created_at,subscription_tier,unsubscribed_at',
    'ada@example.org,inactive,2024-01-01,free,',
    'left',
  ],
  ['email,status,created_at,subscription_tier', 'ada@example.org,pending,2024-01-01,free', 'unconfirmed'],
  ['email,status,created_at,subscription_tier', 'ada@example.org,invalid,2024-01-01,free', 'bounced'],
  ['email,status,created_at,subscription_tier', 'ada@example.org,paused,2024-01-01,free', 'left'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,complained,2024-01-01,1', 'complained'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,blocked,2024-01-01,1', 'complained'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,trialed,2024-01-01,1', 'subscribed'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,past_due,2024-01-01,1', 'subscribed'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,removed,2024-01-01,1', 'left'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,upcoming,2024-01-01,1', 'unconfirmed'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,paused,2024-01-01,1', 'left'],
  ['email_address,type,creation_date,secondary_id', 'ada@example.org,premium,2024-01-01,1', 'subscribed'],
  ['email_address,subscriber_type,creation_date', 'ada@example.org,unactivated,2024-01-01', 'unconfirmed'],
  [
    'uuid,email,name,attributes,status,subscription_status,created_at',
    '1,ada@example.org,A,{},enabled,unconfirmed,',
    'unconfirmed',
  ],
  [
    'uuid,email,name,attributes,status,subscription_status,created_at',
    '1,ada@example.org,A,{},enabled,unsubscribed,',
    'left',
  ],
  [
    'uuid,email,name,attributes,status,subscription_status,created_at',
    '1,ada@example.org,A,{},enabled,confirmed,',
    'subscribed',
  ],
  [
    'id,email,name,note,subscribed_to_emails,complimentary_plan,email_disabled,created_at,deleted_at,labels',
    '1,ada@example.org,A,,true,false,true,2024-01-01,,',
    'left',
  ],
  ['id,email,name,subscribed,labels,created_at,status', '1,ada@example.org,A,false,,2024-01-01,free', 'left'],
  [
    'email,active_subscription,email_disabled,digest_enabled',
    'ada@example.org,true,false,true',
    'subscribed',
  ],
  ['email,subscription_status', 'ada@example.org,Opted out', 'left'],
  ['email,opt_in_status', 'ada@example.org,N', 'left'],
  ['email,emailOptIn', 'ada@example.org,false', 'left'],
  ['email,EmailOptOut', 'ada@example.org,TRUE', 'left'],
  ['email,Opt-Out', 'ada@example.org,Y', 'left'],
  ['email,optedOut', 'ada@example.org,true', 'left'],
  ['email,receiveEmails', 'ada@example.org,false', 'left'],
  ['email,Wants emails', 'ada@example.org,no', 'left'],
  ['email,receives_newsletter', 'ada@example.org,0', 'left'],
  ['email,mailing', 'ada@example.org,no', 'left'],
  ['email,Newsletter subscribed', 'ada@example.org,no', 'left'],
  ['email,newsletter_opt_in', 'ada@example.org,no', 'left'],
  ['email,Subscribe', 'ada@example.org,no', 'left'],
  ['email,Email subscription status', 'ada@example.org,Unsubscribed', 'left'],
  ['email,Member status', 'ada@example.org,Unsubscribed', 'left'],
  ['email,User status', 'ada@example.org,inactive', 'left'],
  ['email,List status', 'ada@example.org,cleaned', 'bounced'],
  ['email,Email Subscriber Status', 'ada@example.org,Unsubscribed', 'left'],
  ['email,Current status', 'ada@example.org,Unsubscribed', 'left'],
  ['email,Subscription State', 'ada@example.org,unsubscribed', 'left'],
  ['email,subscriptionStatus', 'ada@example.org,UNSUBSCRIBED', 'left'],
  ['email,mail_status', 'ada@example.org,bounced', 'bounced'],
  ['email,delivery_status', 'ada@example.org,bounced', 'bounced'],
  ['email,Bounced?', 'ada@example.org,yes', 'bounced'],
  ['email,Unsubscribed?', 'ada@example.org,yes', 'left'],
  ['email,Unsubscribed (date)', 'ada@example.org,2024-01-01', 'left'],
  ['email,Date of unsubscription', 'ada@example.org,2024-01-01', 'left'],
  ['email,unsub_date', 'ada@example.org,2024-01-01', 'left'],
  ['email,unsubbed', 'ada@example.org,1', 'left'],
  ['email,Unsubscribe reason', 'ada@example.org,too many', 'left'],
  ['email,left_at', 'ada@example.org,2024-01-01', 'left'],
  ['email,Left', 'ada@example.org,yes', 'left'],
  ['email,removed_at', 'ada@example.org,2024-01-01', 'left'],
  ['email,Removed', 'ada@example.org,yes', 'left'],
  ['email,cancelled', 'ada@example.org,yes', 'left'],
  ['email,Block list', 'ada@example.org,yes', 'left'],
  ['email,in_blacklist', 'ada@example.org,1', 'left'],
  ['email,ban', 'ada@example.org,1', 'left'],
  ['email,banned', 'ada@example.org,1', 'left'],
  ['email,inactive', 'ada@example.org,yes', 'left'],
  ['email,Disabled', 'ada@example.org,1', 'left'],
  ['email,enabled', 'ada@example.org,0', 'left'],
  ['email,enabled', 'ada@example.org,1', 'subscribed'],
  ['email,is_enabled', 'ada@example.org,false', 'left'],
  ['email,bounce_count', 'ada@example.org,0', 'subscribed'],
];

it.each(sheets)('%j, %j: %s', async (heading, line, expected) => {
  expect(await statesIn(`${heading}\n${line}\n`)).toEqual([expected]);
});

const email = 'ada@example.org';
const listmonk = (lists: readonly unknown[]) => [
  { email, status: 'enabled', lists, attribs: { a: [{ b: 1 }] } },
];

/** What services answer and write as JSON. */
const answers: readonly (readonly [string, unknown, string])[] = [
  [
    'listmonk',
    { data: { results: [{ email, status: 'blocklisted', attribs: {} }], total: 1 } },
    'complained',
  ],
  [
    'listmonk, newer',
    { data: { search: '', query: 'a', page: 1, results: [{ email, status: 'disabled' }] } },
    'left',
  ],
  ['listmonk, nested', [{ email, status: 'enabled', attribs: { unsubscribed: true } }], 'subscribed'],
  ['listmonk, left', listmonk([{ name: 'x', subscription_status: 'unsubscribed' }]), 'left'],
  ['listmonk, open', listmonk([{ subscription_status: 'unconfirmed', optin: 'double' }]), 'unconfirmed'],
  ['listmonk, not asked', listmonk([{ subscription_status: 'unconfirmed', optin: 'single' }]), 'subscribed'],
  [
    'listmonk, one of two',
    listmonk([{ subscription_status: 'unsubscribed' }, { subscription_status: 'confirmed' }]),
    'subscribed',
  ],
  ['Mailchimp', { members: [{ email_address: email, status: 'cleaned' }], total_items: 1 }, 'bounced'],
  ['Mailchimp, open', { members: [{ email_address: email, status: 'pending' }] }, 'unconfirmed'],
  ['Ghost', { members: [{ email, subscribed: false, status: 'free', newsletters: [] }] }, 'left'],
  [
    'Ghost, stays',
    { members: [{ email, subscribed: true, status: 'free', newsletters: [{ status: 'active' }] }] },
    'subscribed',
  ],
  [
    'Buttondown',
    { results: [{ email_address: email, type: 'unactivated', secondary_id: 1 }] },
    'unconfirmed',
  ],
  ['beehiiv', { data: [{ email, status: 'inactive', created: 1_700_000_000 }] }, 'left'],
  ['yes and no', [{ email, confirmed: false }], 'unconfirmed'],
];

it.each(answers)('reads what %s writes', async (_, value, expected) => {
  expect(await statesIn(JSON.stringify(value))).toEqual([expected]);
  expect(await statesIn(JSON.stringify(value, null, 2))).toEqual([expected]);
});

it('takes nothing nested for the list where a line is one person', async () => {
  const people = [
    { attribs: { of: [{ a: 1 }] }, email },
    { email: 'b@example.org', status: 'left' },
  ];
  const lines = people.map((person) => JSON.stringify(person)).join('\n');
  expect(await statesIn(lines)).toEqual(['subscribed', 'unknown-state']);
});

it.each([
  ['in UTF-16 with tabs', Buffer.from(`\ufeffEmail\tStatus\r\n${email}\tUnsubscribed\r\n`, 'utf16le')],
  ['with a mark and quotes', Buffer.from(`\ufeff"Email","Status"\n"${email}","Unsubscribed"\n`)],
  ['behind a line break in quotes', Buffer.from(`email,note,status\n${email},"two\nlines",unsubscribed\n`)],
  [
    'in the second column of its name',
    Buffer.from(`email,status,status\n${email},subscribed,unsubscribed\n`),
  ],
  ['among tags', Buffer.from(`email,tags\n${email},Unsubscribed\n`)],
  ['without a heading', Buffer.from(`${email},unsubscribed\n`)],
])('finds who left %s', async (_, file) => {
  expect(await statesIn(file)).toEqual(['left']);
});

it.each([
  ['Soft bounced', 'unknown'],
  ['never unsubscribed', 'unknown'],
  ['no longer subscribed', 'unknown'],
  ['subscribed to cake', 'unknown'],
  ['✓', 'subscribed'],
  ['✗', 'left'],
  ['-', 'unknown'],
  ['word '.repeat(5_000), 'unknown'],
])('does not guess: “%s” is %s', (text, state) => expect(formerState(text)).toBe(state));
