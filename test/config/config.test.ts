import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.js';
import { BroadsheetError } from '../../src/errors.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { anyCharacter } from '../support/any-character.js';

const KEY = 'k3y-of-the-test-0123456789abcdefghij';
const FORMER_KEY = 'former-of-the-test-0123456789abcdefgh';

/** The least that a start with a real SMTP server needs. */
const forReal = {
  SMTP_URL: 'smtp://mail.broadsheet.test:587',
  PUBLIC_URL: 'https://papers.broadsheet.test',
  MAIL_FROM: 'Papers <papers@broadsheet.test>',
  POSTAL_ADDRESS: '1 Press Lane, Printville',
  SECRET_KEY: KEY,
};

type Environment = Record<string, string | undefined>;

/** The faults by variable, none where the environment can be used. */
function faultsOf(environment: Environment): Record<string, string> {
  try {
    readConfig(environment);
    return {};
  } catch (error) {
    if (!(error instanceof BroadsheetError) || error.code !== 'CONFIG_INVALID') throw error;
    const lines = error.message.split('\n').slice(1);
    return Object.fromEntries(lines.map((line) => /^- (\w+): (.+)$/.exec(line)?.slice(1, 3) ?? [line, '']));
  }
}

describe('an empty environment', () => {
  it('gives the embedded default', () => {
    expect(readConfig({})).toEqual({
      role: 'all',
      mailboxOpen: false,
      oidc: null,
      localLogin: true,
      webhookPrivate: false,
      host: '127.0.0.1',
      port: 3000,
      adminUrl: null,
      publicUrl: 'http://localhost:3000',
      logLevel: 'info',
      trustProxy: [],
      monitor: null,
      dnsServers: [],
      embedOrigins: [],
      dataDir: resolve('data'),
      departuresFile: resolve('data/departures.log'),
      databaseUrl: null,
      redisUrl: null,
      redisCa: null,
      connections: { connections: 5, noticeConnections: 1 },
      relays: [],
      domainLimits: new Map(),
      mailFrom: { name: 'Broadsheet', address: 'papers@localhost.localdomain' },
      texts: null,
      mailTemplates: null,
      webTemplates: null,
      brand: {
        accents: { light: null, dark: null },
        files: new Map(),
        links: { imprintUrl: null, privacyUrl: null, contact: null },
      },
      mailReplyTo: null,
      returnPath: null,
      feedback: {
        inboundSmtp: null,
        mailboxes: [],
        loopDomains: [],
        imap: null,
        softBounces: { days: 5, withinDays: 30 },
        webhooks: {
          sesTopics: [],
          sesPasswords: [],
          sendgridKeys: [],
          mailgunKeys: [],
          postmarkSecrets: [],
          genericSecrets: [],
        },
      },
      postalAddress: null,
      siteName: 'Broadsheet',
      secretKeys: [],
      adminApiKey: null,
      dkim: [],
      ed25519Domains: [],
      uncertainPolicy: 'hold',
      markAhead: 16,
      flightDir: resolve('data/flights'),
      sources: [{ kind: 'huggingface' }],
      huggingfaceUrl: 'https://huggingface.co',
      arxivApiUrl: 'https://export.arxiv.org',
      arxivRssUrl: 'https://rss.arxiv.org',
      pageCacheSeconds: 5,
      sourceWaitMinutes: 30,
      pollMinutes: 20,
      digestTime: '08:00',
      digestTimezone: 'UTC',
      digestReviewMinutes: 0,
      digestApproval: 'none',
      digestDepth: 'short',
      newMarkUntil: null,
      pictures: true,
      picturesMegabytes: 200,
      mostPapers: { weekly: 20, monthly: 30 },
      topics: shippedVocabulary,
    });
  });

  it('is what empty and blank values are taken for', () => {
    const blank = {
      PORT: '',
      SMTP_URL: '  ',
      DATABASE_URL: '\t',
      SECRET_KEY: '',
      ROLE: undefined,
      DKIM_DOMAIN: '',
    };
    expect(readConfig(blank)).toEqual(readConfig({}));
  });

  it('is what unknown variables leave alone', () => {
    expect(readConfig({ HOME: '/nowhere', SMTP_URI: 'typo' })).toEqual(readConfig({}));
  });
});

describe('values that can be used', () => {
  it.each<[Environment, object]>([
    [{ PORT: ' 8080 ' }, { port: 8080, publicUrl: 'http://localhost:8080' }],
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65535 }],
    [{ HOST: '::' }, { host: '::' }],
    [{ ROLE: 'worker' }, { role: 'worker' }],
    [{ MONITOR: '[::1]:9464' }, { monitor: { host: '::1', port: 9464 } }],
    [
      { DNS_SERVERS: '192.0.2.53, [2001:db8::53]:5353,2001:db8::1,127.0.0.1:53' },
      { dnsServers: ['192.0.2.53', '[2001:db8::53]:5353', '2001:db8::1', '127.0.0.1:53'] },
    ],
    [{ PUBLIC_URL: 'https://papers.broadsheet.test/' }, { publicUrl: 'https://papers.broadsheet.test' }],
    [{ PUBLIC_URL: 'https://broadsheet.test/papers//' }, { publicUrl: 'https://broadsheet.test/papers' }],
    [{ HUGGINGFACE_URL: 'http://127.0.0.1:9/' }, { huggingfaceUrl: 'http://127.0.0.1:9' }],
    [{ ARXIV_API_URL: 'http://127.0.0.1:9/' }, { arxivApiUrl: 'http://127.0.0.1:9' }],
    [{ ARXIV_RSS_URL: 'http://127.0.0.1:9/x/' }, { arxivRssUrl: 'http://127.0.0.1:9/x' }],
    [
      { SOURCES: 'huggingface, arxiv:cs.CL+cs.LG, file:package.json' },
      {
        sources: [
          { kind: 'huggingface' },
          { kind: 'arxiv', categories: ['cs.CL', 'cs.LG'] },
          { kind: 'file', name: 'package', path: resolve('package.json') },
        ],
      },
    ],
    [
      { EMBED_ORIGINS: 'https://example.org, http://127.0.0.1:8080' },
      { embedOrigins: ['https://example.org', 'http://127.0.0.1:8080'] },
    ],
    [{ TRUST_PROXY: 'loopback, 10.0.0.0/8,::1,' }, { trustProxy: ['loopback', '10.0.0.0/8', '::1'] }],
    [{ DATA_DIR: '/var/lib/broadsheet' }, { dataDir: '/var/lib/broadsheet' }],
    [
      { DATABASE_URL: 'postgresql:///papers?host=/run/pg', SECRET_KEY: KEY },
      { databaseUrl: 'postgresql:///papers?host=/run/pg' },
    ],
    [{ REDIS_URL: 'rediss://cache:6380/1' }, { redisUrl: 'rediss://cache:6380/1' }],
    [{ UNCERTAIN_POLICY: 'resend' }, { uncertainPolicy: 'resend' }],
    [{ MARK_AHEAD: '1' }, { markAhead: 1 }],
    [{ FLIGHT_DIR: '/run/flights' }, { flightDir: '/run/flights' }],
    [
      { POLL_MINUTES: '5', SMTP_CONNECTIONS: '40' },
      { pollMinutes: 5, connections: { connections: 40, noticeConnections: 1 } },
    ],
    [
      { DIGEST_TIME: '23:59', DIGEST_TIMEZONE: 'Europe/Berlin' },
      { digestTime: '23:59', digestTimezone: 'Europe/Berlin' },
    ],
    [{ DIGEST_TIMEZONE: 'CET' }, { digestTimezone: 'Europe/Brussels' }],
    [{ DIGEST_TIMEZONE: 'Japan' }, { digestTimezone: 'Asia/Tokyo' }],
    [{ DIGEST_TIMEZONE: 'utc' }, { digestTimezone: 'UTC' }],
    [{ DIGEST_TIMEZONE: 'GMT' }, { digestTimezone: 'Etc/GMT' }],
    [{ DIGEST_TIMEZONE: 'etc/gmt+12' }, { digestTimezone: 'Etc/GMT+12' }],
    [{ DIGEST_TIMEZONE: 'europe/berlin' }, { digestTimezone: 'Europe/Berlin' }],
    [{ DIGEST_TIMEZONE: 'Europe/Kiev' }, { digestTimezone: 'Europe/Kiev' }],
    [{ WEEKLY_PAPERS: '10', MONTHLY_PAPERS: '50' }, { mostPapers: { weekly: 10, monthly: 50 } }],
    [{ MAIL_REPLY_TO: 'Editor@BROADSHEET.test' }, { mailReplyTo: 'Editor@broadsheet.test' }],
    [
      { RETURN_PATH_DOMAIN: 'Returns.Broadsheet.test' },
      { returnPath: { prefix: '', domain: 'returns.broadsheet.test' } },
    ],
    [
      { RETURN_PATH_DOMAIN: 'broadsheet.test', RETURN_PATH_PREFIX: 'bounces+' },
      { returnPath: { prefix: 'bounces+', domain: 'broadsheet.test' } },
    ],
    [forReal, { postalAddress: forReal.POSTAL_ADDRESS, secretKeys: [KEY] }],
  ])('%j', (environment, expected) => {
    expect(readConfig(environment)).toMatchObject(expected);
  });
});

describe('values that cannot', () => {
  it.each<[string, string]>([
    ['MONITOR', '9464'],
    ['MONITOR', 'localhost:70000'],
    ['DNS_SERVERS', 'dns.example.org'],
    ['DNS_SERVERS', '127.0.0.1:70000'],
    ['PORT', '65536'],
    ['PORT', 'http'],
    ['PORT', '-1'],
    ['ROLE', 'ALL'],
    ['LOG_LEVEL', 'loud'],
    ['PUBLIC_URL', 'papers.broadsheet.test'],
    ['PUBLIC_URL', 'https://'],
    ['PUBLIC_URL', 'https:///path'],
    ['PUBLIC_URL', 'https://broadsheet.test/?a=b'],
    ['PUBLIC_URL', 'ftp://broadsheet.test'],
    ['HUGGINGFACE_URL', 'huggingface.co'],
    ['ARXIV_API_URL', 'export.arxiv.org'],
    ['ARXIV_RSS_URL', 'rss.arxiv.org'],
    ['TRUST_PROXY', 'true'],
    ['EMBED_ORIGINS', '*'],
    ['EMBED_ORIGINS', 'https://example.org/page'],
    ['EMBED_ORIGINS', 'https://example.org, example.net'],
    ['EMBED_ORIGINS', "https://example.org; script-src 'unsafe-inline'"],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.1/8/8'],
    ['DATABASE_URL', 'mysql://db/papers'],
    ['REDIS_URL', 'redis://'],
    ['SMTP_URL', 'mail.broadsheet.test:587'],
    ['SMTP_URL', 'smtp://'],
    ['SMTP_URL', 'smtp://user:100%@mail.broadsheet.test'],
    ['SMTP_URL', 'smtp://mail.broadsheet.test?pool=true'],
    ['SMTP_CONNECTIONS', '0'],
    ['MAIL_FROM', 'Papers'],
    ['MAIL_REPLY_TO', 'Editor <editor@broadsheet.test>'],
    ['RETURN_PATH_DOMAIN', 'bounces@broadsheet.test'],
    ['RETURN_PATH_DOMAIN', 'broadsheet'],
    ['RETURN_PATH_PREFIX', 'bounces'],
    ['RETURN_PATH_PREFIX', 'Bounces+'],
    ['INBOUND_SMTP', '2525'],
    ['INBOUND_SMTP', '0.0.0.0:65536'],
    ['INBOUND_MAILBOXES', 'abuse'],
    ['IMAP_URL', 'imaps://mail.broadsheet.test'],
    ['SOFT_BOUNCE_LIMIT', '0'],
    ['SOFT_BOUNCE_DAYS', 'thirty'],
    ['SES_TOPIC_ARNS', 'arn:aws:sqs:eu-west-1:123456789012:feedback'],
    ['SES_WEBHOOK_PASSWORD', 'short'],
    ['SENDGRID_WEBHOOK_KEY', 'bm90IGEga2V5'],
    ['MAILGUN_WEBHOOK_KEY', 'short'],
    ['POSTMARK_WEBHOOK_SECRET', 'short'],
    ['WEBHOOK_SECRET', 'short'],
    ['POSTAL_ADDRESS', 'x'.repeat(301)],
    ['SITE_NAME', 'Broadsheet\r\nBcc: everyone@broadsheet.test'],
    ['SITE_NAME', 'x'.repeat(61)],
    ['SECRET_KEY', 'short'],
    ['ADMIN_API_KEY', 'short'],
    ['OIDC_ISSUER', 'id.example.org'],
    ['OIDC_ISSUER', 'http://id.example.org/realms/papers'],
    ['OIDC_ISSUER', 'http://127.0.0.1.example.org'],
    ['OIDC_ROLES', 'admins=owner'],
    ['OIDC_ROLES', '{"admins": "boss"}'],
    ['OIDC_ROLES', '["owner"]'],
    ['LOCAL_LOGIN', 'off'],
    ['DKIM_DOMAIN', 'broadsheet.test; v=DKIM1'],
    ['UNCERTAIN_POLICY', 'drop'],
    ['MARK_AHEAD', '0'],
    ['MARK_AHEAD', '33'],
    ['SOURCE_WAIT', '1.5'],
    ['POLL_MINUTES', '1.5'],
    ['DIGEST_TIME', '24:00'],
    ['DIGEST_TIME', '8:00'],
    ['DIGEST_TIMEZONE', 'Europe/Atlantis'],
    ['DIGEST_TIMEZONE', '+02:00'],
    ['DIGEST_TIMEZONE', 'IST'],
    ['DIGEST_TIMEZONE', 'PST'],
    ['DIGEST_TIMEZONE', 'Factory'],
  ])('%s=%j', (name, value) => {
    expect(faultsOf({ [name]: value })[name]).toMatch(/^expected /);
  });

  it.each([
    ['huggingface,arxiv:', 'entry 2: expected up to 30 categories of arXiv, joined by +'],
    ['huggingface,file:no-such-list.jsonl', 'entry 2: expected a file or folder that can be read'],
  ])('SOURCES=%j', (text, fault) => {
    expect(faultsOf({ SOURCES: text })).toEqual({ SOURCES: fault });
  });

  it('are all named in one message, each variable once', () => {
    expect(
      Object.keys(faultsOf({ PORT: 'x', DIGEST_TIME: 'noon', MAIL_FROM: '?', SMTP_URL: 'smtp://' })).sort(),
    ).toEqual(
      ['DIGEST_TIME', 'MAIL_FROM', 'PORT', 'POSTAL_ADDRESS', 'PUBLIC_URL', 'SECRET_KEY', 'SMTP_URL'].sort(),
    );
  });

  it('are not repeated in the message: it may be logged, and they may be secrets', () => {
    const refused = { SECRET_KEY: 'sixteen-letters!', SMTP_URL: 'smtp://user:hunter2@' };
    expect(() => readConfig(refused)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/sixteen-letters|hunter2/) }),
    );
  });
});

describe('what a real SMTP server needs', () => {
  it.each(['POSTAL_ADDRESS', 'MAIL_FROM', 'PUBLIC_URL', 'SECRET_KEY'])('%s', (name) => {
    expect(faultsOf({ ...forReal, [name]: undefined })).toEqual({
      [name]: expect.stringMatching(/^needed as soon as SMTP_URL is set: /),
    });
  });

  it('a sender that is not the default', () => {
    const environment = { ...forReal, MAIL_FROM: 'Broadsheet <papers@localhost.localdomain>' };
    expect(faultsOf(environment)).toHaveProperty('MAIL_FROM');
  });
});

describe('relays', () => {
  const { SMTP_URL, ...forRelays } = forReal;
  const relays = JSON.stringify([{ name: 'main', url: 'smtp://user:hunter2@mail.broadsheet.test' }]);

  it('are one where SMTP_URL names it, with SMTP_CONNECTIONS', () => {
    expect(readConfig({ ...forReal, SMTP_CONNECTIONS: '9' }).relays).toEqual([
      expect.objectContaining({ url: SMTP_URL, connections: 9, limits: [] }),
    ]);
  });

  it('stand in its place, and need what it needs', () => {
    expect(readConfig({ ...forRelays, SMTP_RELAYS: relays }).relays).toEqual([
      expect.objectContaining({ name: 'main', connections: 5 }),
    ]);
    expect(faultsOf({ SMTP_RELAYS: relays })).toEqual({
      POSTAL_ADDRESS: expect.stringMatching(/^needed as soon as SMTP_RELAYS is set/),
      MAIL_FROM: expect.stringMatching(/^needed/),
      PUBLIC_URL: expect.stringMatching(/^needed/),
      SECRET_KEY: expect.stringMatching(/^needed/),
    });
    expect(faultsOf({ ...forReal, SMTP_RELAYS: relays })).toEqual({
      SMTP_RELAYS: expect.stringContaining('not both'),
    });
  });

  it('that cannot be read are named with the reason, and without a password', () => {
    const wrong = relays.replace('smtp:', 'http:');
    expect(faultsOf({ ...forRelays, SMTP_RELAYS: wrong, DOMAIN_LIMITS: 'x' })).toEqual({
      SMTP_RELAYS: expect.stringMatching(/^(?!.*hunter2).*url of main/),
      DOMAIN_LIMITS: expect.stringContaining('domain=count/unit'),
    });
    const two = JSON.stringify([{ name: 'A' }, { name: 'second', url: 'http://x' }]);
    expect(faultsOf({ ...forRelays, SMTP_RELAYS: two })).toEqual({
      SMTP_RELAYS: expect.stringMatching(/relay 1 needs a name.*; the url of second/),
    });
  });
});

describe('secret keys', () => {
  it('are needed beside a database that outlives the data folder', () => {
    expect(faultsOf({ DATABASE_URL: 'postgres://db/papers' })).toEqual({
      SECRET_KEY: expect.stringMatching(/^needed as soon as DATABASE_URL is set: /),
    });
  });

  it.each([
    'change-me-change-me-change-me-change-me',
    'CHANGEME0123456789012345678901234567',
    'example-0123456789-0123456789-012345',
    'my-secret-key-0123456789-0123456789',
    'a'.repeat(40),
  ])('that are examples are refused: %s', (key) => {
    expect(faultsOf({ SECRET_KEY: key })).toEqual({ SECRET_KEY: expect.stringContaining('example') });
    expect(faultsOf({ ...forReal, SECRET_KEY: key })).toEqual({
      SECRET_KEY: expect.stringContaining('example'),
    });
  });

  it('rotate: the current one first, then the former ones', () => {
    const environment = { SECRET_KEY: KEY, SECRET_KEY_PREVIOUS: ` ${FORMER_KEY} , ,${FORMER_KEY}2` };
    expect(readConfig(environment).secretKeys).toEqual([KEY, FORMER_KEY, `${FORMER_KEY}2`]);
  });

  it('do not rotate away from nothing', () => {
    expect(faultsOf({ SECRET_KEY_PREVIOUS: FORMER_KEY })).toHaveProperty('SECRET_KEY');
  });

  it('are long, the former ones too', () => {
    const environment = { SECRET_KEY: KEY, SECRET_KEY_PREVIOUS: `${FORMER_KEY},short` };
    expect(faultsOf(environment)).toHaveProperty('SECRET_KEY_PREVIOUS');
  });
});

describe('the sender', () => {
  it.each<[string, string, string]>([
    ['papers@broadsheet.test', '', 'papers@broadsheet.test'],
    ['<papers@broadsheet.test>', '', 'papers@broadsheet.test'],
    ['Papers <papers@broadsheet.test>', 'Papers', 'papers@broadsheet.test'],
    ['"Papers, daily" <papers@broadsheet.test>', 'Papers, daily', 'papers@broadsheet.test'],
    ['Zeitung für Paper <papers@bücher.test>', 'Zeitung für Paper', 'papers@xn--bcher-kva.test'],
    ['  Papers<Papers@Broadsheet.TEST> ', 'Papers', 'Papers@broadsheet.test'],
  ])('%s', (text, name, address) => {
    expect(readConfig({ MAIL_FROM: text }).mailFrom).toEqual({ name, address });
  });

  it.each([
    'Papers <papers>',
    'Papers <papers@broadsheet.test',
    'Papers papers@broadsheet.test',
    'Papers <a@broadsheet.test> <b@broadsheet.test>',
    'Papers\r\nBcc: <papers@broadsheet.test>',
    '"Papers <papers@broadsheet.test>',
  ])('not %j', (text) => {
    expect(faultsOf({ MAIL_FROM: text })).toEqual({ MAIL_FROM: 'expected Name <address>' });
  });

  it('never carries a line break, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (name) => {
        const environment = { MAIL_FROM: `${name} <papers@broadsheet.test>` };
        if ('MAIL_FROM' in faultsOf(environment)) return;
        expect(readConfig(environment).mailFrom.name).not.toMatch(/\p{C}/u);
      }),
    );
  });
});

describe('DKIM', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'broadsheet-config-'));
    writeFileSync(join(folder, 'dkim.pem'), 'the text of a key');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const trio = () => ({
    DKIM_DOMAIN: 'Broadsheet.test',
    DKIM_SELECTOR: '2026a',
    DKIM_KEY_FILE: join(folder, 'dkim.pem'),
  });

  it('reads the key', () => {
    const expected = { domain: 'broadsheet.test', selector: '2026a', privateKey: 'the text of a key' };
    expect(readConfig(trio()).dkim).toEqual([expected]);
  });

  it('reads more keys, of the same domain or another', () => {
    const file = join(folder, 'dkim.pem');
    const keys = readConfig({ ...trio(), DKIM_MORE_KEYS: `ed=${file}, Relay.test/s1=${file}` }).dkim;
    expect(keys.map(({ domain, selector }) => `${selector} ${domain}`)).toEqual([
      '2026a broadsheet.test',
      'ed broadsheet.test',
      's1 relay.test',
    ]);
  });

  it('reads whose servers verify Ed25519, and names what is no domain', () => {
    const domains = (text: string) => ({ ...trio(), DKIM_ED25519_DOMAINS: text });
    expect(readConfig(domains('Proton.test, mail.example.org')).ed25519Domains).toEqual([
      'proton.test',
      'mail.example.org',
    ]);
    expect(readConfig(trio()).ed25519Domains).toEqual([]);
    expect(faultsOf(domains('a@example.org'))).toEqual({
      DKIM_ED25519_DOMAINS: expect.stringContaining('domains such as example.org'),
    });
    expect(Object.keys(faultsOf({ DKIM_ED25519_DOMAINS: 'example.org' }))).toEqual([
      'DKIM_DOMAIN',
      'DKIM_SELECTOR',
      'DKIM_KEY_FILE',
    ]);
  });

  it('names more keys that cannot be read, or have none before them', () => {
    const fault = (more: string) => faultsOf({ ...trio(), DKIM_MORE_KEYS: more });
    expect(fault('ed')).toEqual({ DKIM_MORE_KEYS: expect.stringContaining('selector=file') });
    expect(fault(`ed=${join(folder, 'missing.pem')}`)).toEqual({
      DKIM_MORE_KEYS: 'expected a file that can be read',
    });
    expect(Object.keys(faultsOf({ DKIM_MORE_KEYS: `ed=${join(folder, 'dkim.pem')}` }))).toEqual([
      'DKIM_DOMAIN',
      'DKIM_SELECTOR',
      'DKIM_KEY_FILE',
    ]);
  });

  it.each(['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'])('names %s where it alone is missing', (name) => {
    expect(faultsOf({ ...trio(), [name]: '' })).toEqual({ [name]: expect.stringContaining('all three') });
  });

  it('names a file that cannot be read', () => {
    expect(faultsOf({ ...trio(), DKIM_KEY_FILE: join(folder, 'missing.pem') })).toEqual({
      DKIM_KEY_FILE: 'expected a file that can be read',
    });
  });
});
