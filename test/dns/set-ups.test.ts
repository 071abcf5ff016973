import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayJudgement } from '../../src/cli/doctor/say.js';
import type { Finding } from '../../src/dns/finding.js';
import { gatherRecords, openAsk } from '../../src/dns/gather-records.js';
import { dkimRecord } from '../../src/dns/judge-dkim.js';
import { judgeMail } from '../../src/dns/judge-mail.js';
import { reverseName } from '../../src/dns/judge-reverse.js';
import type { MailSetup, SigningKey } from '../../src/dns/mail-setup.js';
import { parseTagList } from '../../src/dns/tag-list.js';
import { recordsToSet, zoneFile } from '../../src/dns/zone-file.js';
import { expectSaidInBoth } from '../cli/doctor/said-in-both.js';
import { cpuMilliseconds } from '../support/cpu-milliseconds.js';
import { type DnsServer, startDnsServer, type Zone } from '../support/dns-server.js';
import { shippedTexts } from '../support/shipped-texts.js';

/** A name that is not reserved; it is asked of the server on loopback only. */
const SENDER = 'news.morning-papers.org';
const RETURNS = 'returns.morning-papers.org';
const RELAY = 'mail.morning-papers.org';
const ADDRESS = '81.2.69.142';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const edwards = generateKeyPairSync('ed25519').publicKey;
const spki = (key: typeof rsa) => key.export({ type: 'spki', format: 'der' }).toString('base64');
const raw = Buffer.from(edwards.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64');

const rsaKey: SigningKey = { domain: SENDER, selector: '2026a', type: 'rsa', publicKey: spki(rsa) };
const edwardsKey: SigningKey = { domain: SENDER, selector: 'ed2026', type: 'ed25519', publicKey: raw };

const rightSetup: MailSetup = {
  sender: SENDER,
  returnPath: RETURNS,
  waysIn: ['INBOUND_SMTP'],
  keys: [rsaKey, edwardsKey],
  relayHosts: [RELAY],
  inboundHost: 'papers.morning-papers.org',
  siteHost: 'papers.morning-papers.org',
};

const DKIM = `TXT 2026a._domainkey.${SENDER}`;
const DMARC = `TXT _dmarc.${SENDER}`;
const SPF = `TXT ${RETURNS}`;

const rightZone = (): Zone => ({
  [`MX ${SENDER}`]: [`10 ${RELAY}`],
  [`TXT ${SENDER}`]: ['site-verification=1234', 'v=spf1 a:mail.morning-papers.org -all'],
  [`MX ${RETURNS}`]: ['10 papers.morning-papers.org'],
  [SPF]: ['v=spf1 a:mail.morning-papers.org include:spf.provider-of-mail.net -all'],
  'TXT spf.provider-of-mail.net': [
    'v=spf1 ip4:81.2.70.0/24 ip6:2a02:ff0::/32 include:more.provider-of-mail.net ~all',
  ],
  'TXT more.provider-of-mail.net': ['v=spf1 exists:%{i}.ok.provider-of-mail.net ?all'],
  [DKIM]: [dkimRecord(rsaKey).value],
  [`TXT ed2026._domainkey.${SENDER}`]: [dkimRecord(edwardsKey).value],
  [DMARC]: ['v=DMARC1; p=quarantine; rua=mailto:dmarc@morning-papers.org'],
  [`A ${RELAY}`]: [ADDRESS],
  'PTR 142.69.2.81.in-addr.arpa': [RELAY],
  'A papers.morning-papers.org': ['81.2.69.143'],
});

let server: DnsServer;
beforeAll(async () => {
  server = await startDnsServer();
});
afterAll(() => server.close());

async function judged(zone: Zone, setup: MailSetup = rightSetup, failing: string[] = []) {
  server.zone = zone;
  server.failing = new Set(failing);
  const { judgement, cutOff } = await gatherRecords(
    (records) => judgeMail(setup, records),
    openAsk([server.address]),
  );
  const { en } = await shippedTexts();
  const findings = judgement.map((one) => sayJudgement(en, one));
  await expectSaidInBoth(findings);
  return { judgement: findings, cutOff };
}

const troubles = (findings: readonly Finding[]) =>
  findings.filter(({ verdict }) => verdict === 'fault' || verdict === 'warning');

interface WrongSetup {
  readonly name: string;
  readonly zone?: Zone;
  readonly without?: readonly string[];
  readonly setup?: Partial<MailSetup>;
  /** What is found: its check, verdict, and words of it; nothing else may be. */
  readonly found: readonly (readonly [check: string, verdict: 'fault' | 'warning', words: RegExp])[];
}

const elevenIncludes = Object.fromEntries(
  Array.from({ length: 11 }, (_, at) => [`TXT s${at}.many-senders.net`, [`v=spf1 ip4:81.2.71.${at} -all`]]),
);

const wrongSetups: readonly WrongSetup[] = [
  {
    name: 'a sender whose domain nobody has registered',
    setup: {
      sender: 'news.mourning-papers.org',
      returnPath: null,
      keys: [{ ...rsaKey, domain: 'news.mourning-papers.org' }],
    },
    found: [['sender', 'fault', /^mourning-papers.org does not exist/]],
  },
  {
    name: 'a sender that nobody can answer',
    without: [`MX ${SENDER}`],
    found: [['sender', 'fault', /neither MX nor address/]],
  },
  {
    name: 'a sender with a null MX',
    zone: { [`MX ${SENDER}`]: ['0 '] },
    found: [['sender', 'fault', /null MX/]],
  },
  {
    name: 'an MX that has no address',
    zone: { [`MX ${SENDER}`]: ['10 mial.morning-papers.org'] },
    found: [['sender', 'fault', /mial.morning-papers.org.* has no address/]],
  },
  {
    name: 'an alias at the sender’s domain',
    zone: {
      [`CNAME ${SENDER}`]: ['pages.hosting-of-sites.net'],
      'A pages.hosting-of-sites.net': ['81.2.72.1'],
    },
    found: [['sender', 'fault', /alias \(CNAME\) of pages.hosting-of-sites.net/]],
  },
  {
    name: 'a return path without MX',
    without: [`MX ${RETURNS}`],
    found: [['return path', 'fault', /neither MX nor address: returned mails reach nobody/]],
  },
  {
    name: 'a return path that nobody reads',
    setup: { waysIn: [] },
    found: [['returned mail', 'fault', /bounces reach nobody/]],
  },
  { name: 'no SPF record', without: [SPF], found: [['SPF', 'fault', /has no SPF record/]] },
  {
    name: 'two SPF records',
    zone: {
      [SPF]: ['v=spf1 a:mail.morning-papers.org -all', 'v=spf1 include:spf.provider-of-mail.net ~all'],
    },
    found: [['SPF', 'fault', /has 2 SPF records/]],
  },
  {
    name: 'an SPF record of eleven look-ups',
    zone: {
      ...elevenIncludes,
      [SPF]: [
        `v=spf1 ${Array.from({ length: 11 }, (_, at) => `include:s${at}.many-senders.net`).join(' ')} -all`,
      ],
    },
    found: [['SPF', 'fault', /needs 11 look-ups, and receivers stop after 10/]],
  },
  {
    name: 'an SPF record that includes what is not there',
    zone: { [SPF]: ['v=spf1 a:mail.morning-papers.org include:spf.provider-of-mial.net -all'] },
    found: [['SPF', 'fault', /spf.provider-of-mial.net has no SPF record/]],
  },
  {
    name: 'an SPF record with a slip of the pen',
    zone: { [SPF]: ['v=spf1 a:mail.morning-papers.org inlcude:spf.provider-of-mail.net -all'] },
    found: [['SPF', 'fault', /inlcude:.*no such mechanism/]],
  },
  {
    name: 'an SPF record whose strings were joined without a space',
    zone: { [SPF]: [['v=spf1 a:mail.morning-papers.org', 'include:spf.provider-of-mail.net -all']] },
    found: [['SPF', 'fault', /joined without a space/]],
  },
  {
    name: 'an SPF record that lets everybody send',
    zone: { [SPF]: ['v=spf1 a:mail.morning-papers.org +all'] },
    found: [['SPF', 'fault', /lets everybody send/]],
  },
  {
    name: 'an SPF record with quotes in it',
    zone: { [SPF]: ['"v=spf1 a:mail.morning-papers.org -all"'] },
    found: [['SPF', 'fault', /no receiver takes this for an SPF record/]],
  },
  {
    name: 'a mail server that the SPF record leaves out',
    zone: { [SPF]: ['v=spf1 ip4:81.2.70.0/24 mx -all'] },
    found: [['SPF', 'warning', /81\.2\.69\.142\) is not among those/]],
  },
  { name: 'no DKIM record', without: [DKIM], found: [['DKIM 2026a', 'fault', /has no record/]] },
  {
    name: 'a DKIM record under the name twice',
    without: [DKIM],
    zone: { [`${DKIM}.morning-papers.org`]: [dkimRecord(rsaKey).value] },
    found: [
      ['DKIM 2026a', 'fault', /stands at .*\.morning-papers\.org\.morning-papers\.org|where nobody looks/],
    ],
  },
  {
    name: 'another key in DKIM',
    zone: { [DKIM]: [`v=DKIM1; k=rsa; p=${spki(otherRsa)}`] },
    found: [['DKIM 2026a', 'fault', /another key/]],
  },
  {
    name: 'a revoked key',
    zone: { [DKIM]: ['v=DKIM1; k=rsa; p='] },
    found: [['DKIM 2026a', 'fault', /revokes/]],
  },
  {
    name: 'a key that was cut off after 255 characters',
    zone: { [DKIM]: [dkimRecord(rsaKey).value.slice(0, 255)] },
    found: [['DKIM 2026a', 'fault', /cut off: \d+ of 392 characters/]],
  },
  {
    name: 'a key whose line was broken into two records',
    zone: { [DKIM]: [dkimRecord(rsaKey).value.slice(0, 200), dkimRecord(rsaKey).value.slice(200)] },
    found: [['DKIM 2026a', 'fault', /2 TXT records where one/]],
  },
  {
    name: 'a key with quotes within',
    zone: { [DKIM]: [`${dkimRecord(rsaKey).value.slice(0, 200)}" "${dkimRecord(rsaKey).value.slice(200)}`] },
    found: [['DKIM 2026a', 'fault', /quotes stand within/]],
  },
  {
    name: 'an Ed25519 key that is called RSA',
    zone: { [`TXT ed2026._domainkey.${SENDER}`]: [`v=DKIM1; p=${raw}`] },
    found: [['DKIM ed2026', 'fault', /k=rsa, and messages are signed with ed25519/]],
  },
  { name: 'no DMARC record', without: [DMARC], found: [['DMARC', 'fault', /neither _dmarc/]] },
  {
    name: 'two DMARC records',
    zone: { [DMARC]: ['v=DMARC1; p=none', 'v=DMARC1; p=reject'] },
    found: [['DMARC', 'fault', /has 2 records/]],
  },
  {
    name: 'a DMARC record with commas',
    zone: { [DMARC]: ['v=DMARC1, p=none'] },
    found: [['DMARC', 'fault', /no receiver reads this/]],
  },
  {
    name: 'a policy that there is not',
    zone: { [DMARC]: ['v=DMARC1; p=rejected'] },
    found: [['DMARC', 'fault', /p=rejected is no policy/]],
  },
  {
    name: 'mail of another domain in signature and envelope',
    setup: {
      keys: [{ ...rsaKey, domain: 'provider-of-mail.net' }],
      returnPath: 'bounces.provider-of-mail.net',
    },
    zone: {
      'TXT 2026a._domainkey.provider-of-mail.net': [dkimRecord(rsaKey).value],
      'MX bounces.provider-of-mail.net': ['10 papers.morning-papers.org'],
      'TXT bounces.provider-of-mail.net': ['v=spf1 a:mail.morning-papers.org -all'],
    },
    found: [['DMARC', 'fault', /no mail passes: From is news/]],
  },
  {
    name: 'strict alignment with a signature of the domain above',
    setup: { keys: [{ ...rsaKey, domain: 'morning-papers.org' }] },
    zone: {
      'TXT 2026a._domainkey.morning-papers.org': [dkimRecord(rsaKey).value],
      [DMARC]: ['v=DMARC1; p=reject; adkim=s; aspf=s'],
    },
    found: [['DMARC', 'fault', /no mail passes/]],
  },
  {
    name: 'mail that is not signed',
    setup: { keys: [] },
    found: [['DMARC', 'warning', /by its envelope alone/]],
  },
  {
    name: 'reports to somebody who did not agree',
    zone: { [DMARC]: ['v=DMARC1; p=none; rua=mailto:x@reports-of-mail.net'] },
    found: [['DMARC', 'warning', /reports-of-mail.net, which does not say/]],
  },
  {
    name: 'a mail server whose address leads to no name',
    without: ['PTR 142.69.2.81.in-addr.arpa'],
    found: [['reverse DNS', 'warning', /leads to no name/]],
  },
  {
    name: 'a mail server whose name does not lead back',
    zone: { 'PTR 142.69.2.81.in-addr.arpa': ['static-142.pool-of-addresses.net'] },
    found: [['reverse DNS', 'warning', /does not lead back/]],
  },
  {
    name: 'a site without an address',
    without: ['A papers.morning-papers.org'],
    setup: { returnPath: null },
    found: [['site', 'fault', /no link in mail works/]],
  },
];

describe('DNS of a set-up that is right', () => {
  it('is found right, by a real server, without a false alarm', async () => {
    const { judgement, cutOff } = await judged(rightZone());
    expect(cutOff).toBeNull();
    expect(judgement.map(({ check, verdict, text }) => [check, verdict, text])).toEqual([
      ['sender', 'ok', expect.stringContaining(RELAY)],
      ['return path', 'ok', expect.stringContaining(RETURNS)],
      ['SPF', 'ok', `${RETURNS}: 4 of 10 look-ups`],
      ['DKIM 2026a', 'ok', expect.any(String)],
      ['DKIM ed2026', 'ok', expect.any(String)],
      ['DMARC', 'ok', expect.stringContaining('p=quarantine; passes by signature and envelope')],
      ['returned mail', 'ok', 'it comes in by INBOUND_SMTP'],
      ['reverse DNS', 'ok', `${ADDRESS} and ${RELAY}`],
      ['site', 'ok', expect.any(String)],
    ]);
    expect(new Set(server.asked).size).toBeGreaterThan(15);
  });

  it.each<[string, Zone]>([
    [
      'DMARC of the domain above, with a policy for those below',
      {
        [DMARC]: [],
        'TXT _dmarc.morning-papers.org': ['v=DMARC1; p=reject; sp=none; rua=mailto:a@morning-papers.org!10m'],
      },
    ],
    ['DMARC that only watches', { [DMARC]: ['v=DMARC1;p=none'] }],
    [
      'reports to another who agrees',
      {
        [DMARC]: ['v=DMARC1; p=none; rua=mailto:x@reports-of-mail.net'],
        [`TXT ${SENDER}._report._dmarc.reports-of-mail.net`]: ['v=DMARC1;'],
      },
    ],
    [
      'a key in several strings, with spaces, without its version',
      {
        [DKIM]: [[`k=rsa; t=s; p=${rsaKey.publicKey.slice(0, 200)} `, rsaKey.publicKey.slice(200)]],
      },
    ],
    [
      'a key as RFC 6376 was read at first',
      {
        [DKIM]: [`p=${rsa.export({ type: 'pkcs1', format: 'der' }).toString('base64')}`],
      },
    ],
    [
      'a key behind an alias',
      {
        [DKIM]: [],
        [DKIM.replace('TXT', 'CNAME')]: ['k1.provider-of-mail.net'],
        'TXT k1.provider-of-mail.net': [dkimRecord(rsaKey).value],
      },
    ],
    [
      'SPF by a network and a redirect, in capitals',
      {
        [SPF]: ['V=SPF1 ip4:81.2.69.128/25 MX redirect=_spf.morning-papers.org'],
        'TXT _spf.morning-papers.org': ['v=spf1 -all'],
      },
    ],
    ['two mail servers', { [`MX ${SENDER}`]: ['20 papers.morning-papers.org', `10 ${RELAY}`] }],
  ])('may also have %s', async (_name, change) => {
    const zone = Object.fromEntries(
      Object.entries({ ...rightZone(), ...change }).filter(([, values]) => values.length > 0),
    );
    expect(troubles((await judged(zone)).judgement)).toEqual([]);
  });
});

describe('DNS of a set-up that is wrong', () => {
  it.each(wrongSetups)(
    'names $name, and nothing else',
    async ({ zone = {}, without = [], setup = {}, found }) => {
      const changed = { ...rightZone(), ...zone };
      for (const key of without) delete changed[key];
      const told = troubles((await judged(changed, { ...rightSetup, ...setup })).judgement);
      expect(told.map(({ check, verdict }) => [check, verdict])).toEqual(
        found.map(([check, verdict]) => [check, verdict]),
      );
      told.forEach((finding, at) => {
        expect(finding.text).toMatch(found[at]?.[2] ?? /^$/);
        expect(finding.todo).not.toBeNull();
      });
    },
  );

  it('is right once the records that the findings name are set', async () => {
    const zone: Zone = { 'TXT morning-papers.org': ['x'], ...pick(rightZone(), /^(A|PTR) /) };
    const first = troubles((await judged(zone)).judgement);
    expect(first.length).toBe(6);
    for (const { name, type, value } of first.flatMap(({ records }) => records))
      zone[`${type} ${name}`] = [value.replace(/\.$/, '')];
    expect(troubles((await judged(zone)).judgement)).toEqual([]);
  });
});

function pick(zone: Zone, keys: RegExp): Zone {
  return Object.fromEntries(Object.entries(zone).filter(([key]) => keys.test(key)));
}

describe('DNS of somebody who means ill', () => {
  it('is asked so many questions and no more, and told in so many words', async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `a:n${index}.far-away.net`);
    server.asked.length = 0;
    const many = await judged({ ...rightZone(), [SPF]: [strings(`v=spf1 ${names.join(' ')} -all`)] });
    expect(troubles(many.judgement).map(({ check }) => check)).toContain('SPF');
    expect(server.asked.length).toBeLessThanOrEqual(350);
    const words = Array.from({ length: 2_000 }, (_, index) => `no-such-mechanism-${index}`);
    const wordy = await judged({ ...rightZone(), [SPF]: [strings(`v=spf1 ${words.join(' ')} -all`)] });
    for (const { text } of wordy.judgement) expect(text.length).toBeLessThanOrEqual(2_001);
  });

  it('does not hold up doctor by blanks in a record', () => {
    const read = () => parseTagList(`v=DKIM1; p= x${' '.repeat(60_000)}y `);
    expect(read()?.get('p')).toHaveLength(60_002);
    expect(cpuMilliseconds(read)).toBeLessThan(500);
  });
});

/** As a zone holds a long text. */
function strings(text: string): readonly string[] {
  return text.match(/.{1,255}/g) ?? [];
}

describe('DNS that cannot be asked', () => {
  it('is no fault of the set-up', async () => {
    const { judgement } = await judged(rightZone(), rightSetup, [RETURNS]);
    expect(troubles(judgement).map(({ check, verdict, text }) => [check, verdict, text])).toEqual([
      ['return path', 'warning', `${RETURNS} could not be asked (ESERVFAIL)`],
      ['SPF', 'warning', `${RETURNS} could not be asked (ESERVFAIL)`],
    ]);
  });

  it('says so where no server answers at all', async () => {
    const silent = await startDnsServer();
    await silent.close();
    const { cutOff } = await gatherRecords(
      (records) => judgeMail(rightSetup, records),
      openAsk([silent.address]),
    );
    expect(cutOff).toBe('ECONNREFUSED');
  });

  it.each([
    ['the built-in mailbox', { relayHosts: [] }],
    ['an example', { sender: 'papers.example' }],
    ['this machine', { sender: 'localhost.localdomain' }],
  ])('is not asked for %s', async (_name, change) => {
    server.asked.length = 0;
    const { judgement } = await judged({}, { ...rightSetup, ...change });
    expect(judgement.map(({ verdict }) => verdict)).toEqual(['unasked']);
    expect(server.asked).toEqual([]);
  });
});

describe('the zone file', () => {
  it('makes a right set-up of an empty zone, in lines that fit a terminal', async () => {
    const records = recordsToSet(rightSetup);
    const zone: Zone = pick(rightZone(), /^(A|PTR) /);
    for (const { name, type, value } of records) zone[`${type} ${name}`] = [value.replace(/\.$/, '')];
    expect(troubles((await judged(zone)).judgement)).toEqual([]);
    const lines = zoneFile(records).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines).toContain(`${RETURNS}. MX 10 papers.morning-papers.org.`);
  });
});

it.each([
  ['192.0.2.10', '10.2.0.192.in-addr.arpa'],
  ['2001:db8::1', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`],
  ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
])('the reverse name of %s is %s', (address, name) => {
  expect(reverseName(address)).toBe(name);
});
