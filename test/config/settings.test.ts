import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeText } from '../../src/config/places.js';
import { configOf } from '../../src/config/read-config.js';
import { type Environment, readSettings, type Settings } from '../../src/config/read-settings.js';
import { shownSettings } from '../../src/config/shown-settings.js';

const KEY = 'k3y-of-the-test-0123456789abcdefghij';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function settingsOf(toml: string, environment: Environment = {}, dotenv = ''): Settings {
  const [file, env] = [join(folder, 'broadsheet.toml'), join(folder, 'dotenv')];
  writeFileSync(file, toml);
  writeFileSync(env, dotenv);
  return readSettings({ environment, dotenv: env, file });
}

function messageOf(settings: Settings): string {
  try {
    configOf(settings);
    return '';
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

const forReal = `
public_url = "https://papers.broadsheet.test"
secret_key = "${KEY}"
[brand]
name = "The Test Papers"
from = "Papers <papers@broadsheet.test>"
postal_address = "1 Press Lane, Printville"
`;

describe('a settings file', () => {
  it('holds relays, limits, sources and the brand as tables', () => {
    const config = configOf(
      settingsOf(`${forReal}
[[sources]]
kind = "arxiv"
categories = ["cs.CL", "cs.LG"]
[[sources]]
kind = "file"
path = "package.json"
[[relays]]
name = "main"
url = "smtp://mail.broadsheet.test"
per_second = 20
notice_connections = 2
warm_up = { start = 2026-03-24, first = 500, growth = 1.5 }
[[relays]]
name = "second"
url = "smtps://other.broadsheet.test"
[domain_limits]
"gmail.com" = ["20/second", "5000/hour"]
broadsheet.test = "5/minute"
"*" = "100/minute"
`),
    );
    expect(config.siteName).toBe('The Test Papers');
    expect(config.mailFrom.address).toBe('papers@broadsheet.test');
    expect(config.sources.map(({ kind }) => kind)).toEqual(['arxiv', 'file']);
    expect(config.relays.map(({ name }) => name)).toEqual(['main', 'second']);
    expect(config.relays[0]).toMatchObject({
      limits: [{ periodMs: 1000, count: 20 }],
      noticeConnections: 2,
      warmUp: { start: '2026-03-24', first: 500, growth: 1.5 },
    });
    expect([...config.domainLimits.keys()]).toEqual(['gmail.com', 'broadsheet.test', '*']);
  });

  it('takes numbers, lists and times as TOML has them', () => {
    const toml =
      'port = 8080\ntrust_proxy = ["loopback", "10.0.0.0/8"]\ndigest_time = 07:30:00\nsources = ["huggingface", "arxiv"]';
    const config = configOf(settingsOf(toml));
    expect(config).toMatchObject({
      port: 8080,
      trustProxy: ['loopback', '10.0.0.0/8'],
      digestTime: '07:30',
      sources: [{ kind: 'huggingface' }, { kind: 'arxiv', categories: [] }],
    });
  });

  it('gives way to .env, and that to the environment', () => {
    const settings = settingsOf(
      'port = 1111\nhost = "127.0.0.2"\nlog_level = "warn"',
      { PORT: '3333' },
      '# a comment\nPORT=2222\nLOG_LEVEL=error\n',
    );
    expect(configOf(settings)).toMatchObject({ port: 3333, host: '127.0.0.2', logLevel: 'error' });
    expect(settings.placeOf('PORT')).toEqual({ kind: 'environment' });
    expect(settings.placeOf('LOG_LEVEL')).toEqual({ kind: 'dotenv', file: '.env', line: 3 });
    expect(settings.placeOf('HOST')).toMatchObject({ kind: 'file', line: 2, key: 'host' });
    expect(settings.placeOf('ROLE')).toEqual({ kind: 'default' });
  });

  it('gives its relays up for a server that the environment names', () => {
    const relays = '[[relays]]\nname = "main"\nurl = "smtp://mail.broadsheet.test"\n';
    const settings = settingsOf(forReal + relays, { SMTP_URL: 'smtp://other.broadsheet.test' });
    expect(configOf(settings).relays.map(({ url }) => url)).toEqual(['smtp://other.broadsheet.test']);
  });

  it('is one of several places whose faults one message names', () => {
    const toml = `port = "many"
public_ulr = "https://papers.broadsheet.test"
site_name = "Papers"
[brand]
nmae = "Papers"
[[relays]]
name = "main"
url = "http://mail.broadsheet.test"
[[relays]]
name = "second"
url = "smtp://user:hunter2@mail.broadsheet.test"
per_secnod = 5
[domain_limits]
"gmail.com" = "often"
"*" = "seldom"
[[sources]]
kind = "nobody"
[[sources]]
kind = "nowhere"
`;
    const message = messageOf(settingsOf(toml, { ROLE: 'boss' }, '\nDIGEST_TIME=noon\n'));
    const needed = message.split('\n').filter((line) => line.includes(': needed '));
    expect(needed.map((line) => line.slice(0, line.indexOf(' is set')))).toEqual(
      ['POSTAL_ADDRESS', 'MAIL_FROM', 'PUBLIC_URL', 'SECRET_KEY'].map(
        (name) => `- ${name}: needed as soon as relays (broadsheet.toml:6)`,
      ),
    );
    expect(
      message
        .split('\n')
        .filter((line) => !needed.includes(line))
        .sort(),
    ).toEqual(
      [
        'The settings cannot be used:',
        '- port (broadsheet.toml:1): expected a port number',
        '- public_ulr (broadsheet.toml:2): unknown; did you mean public_url?',
        '- site_name (broadsheet.toml:3): stands under [brand] as name',
        '- brand.nmae (broadsheet.toml:5): unknown; did you mean name?',
        '- relays[1].url (broadsheet.toml:8): the url of main cannot be used; see SMTP_URL',
        '- relays[2].per_secnod (broadsheet.toml:12): unknown; did you mean per_second?',
        '- domain_limits."gmail.com" (broadsheet.toml:14): a limit is a count, a slash and second, minute, hour or day',
        '- sources[1] (broadsheet.toml:16): entry 1: expected huggingface, arxiv, arxiv:CATEGORY+CATEGORY or file:PATH',
        '- sources[2] (broadsheet.toml:18): entry 2: expected huggingface, arxiv, arxiv:CATEGORY+CATEGORY or file:PATH',
        '- domain_limits."*" (broadsheet.toml:15): a limit is a count, a slash and second, minute, hour or day',
        '- ROLE: expected all, web or worker',
        '- DIGEST_TIME (.env:2): expected HH:MM',
      ].sort(),
    );
    expect(message).not.toContain('hunter2');
  });

  it.each([
    ['port = \n', /syntax \(broadsheet\.toml:\d\): this is no TOML/],
    ['port = 1\nport = 2\n', /syntax \(broadsheet\.toml:2\): this is no TOML/],
    ['port = true', /port \(broadsheet\.toml:1\): expected a text or a number/],
    ['port = [1, 2]', /port \(broadsheet\.toml:1\): expected a text or a number/],
    ['trust_proxy = ["a,b"]', /trust_proxy \(broadsheet\.toml:1\): expected a text, or a list/],
    ['brand = "x"', /brand \(broadsheet\.toml:1\): expected a table/],
    ['relays = []', /relays \(broadsheet\.toml:1\): expected tables as \[\[relays\]\]/],
    ['sources = 5', /sources \(broadsheet\.toml:1\): expected tables as \[\[sources\]\]/],
    ['domain_limits = 5', /domain_limits \(broadsheet\.toml:1\): expected a table/],
    ['config = "other.toml"', /config \(broadsheet\.toml:1\): unknown/],
    ['__proto__ = 5', /__proto__ \(broadsheet\.toml:1\): unknown/],
    ['constructor = 5', /constructor \(broadsheet\.toml:1\): unknown/],
    ['smtp_relays = "[]"', /smtp_relays \(broadsheet\.toml:1\): stands as tables \[\[relays\]\]/],
  ])('refuses %j with its line', (toml, fault) => {
    expect(messageOf(settingsOf(toml))).toMatch(fault);
  });

  it('may begin with the mark that editors on Windows write, and have their ends of lines', () => {
    const settings = settingsOf(
      '\ufeffport = 8080\r\nrole = "web"\r\n',
      {},
      '\ufeffHOST=::1\r\nMAILBOX=open\r\n',
    );
    expect(settings.given).toMatchObject({ PORT: '8080', ROLE: 'web', HOST: '::1', MAILBOX: 'open' });
    expect(settings.unknown).toEqual([]);
  });

  it('that the command line names is told as that', () => {
    const settings = settingsOf('port = 8080', { CONFIG: 'other.toml' });
    expect(placeText(settings.placeOf('CONFIG'))).toBe('command line');
  });

  it('that is named and not there is a fault', () => {
    const settings = readSettings({ environment: { CONFIG: join(folder, 'none.toml') } });
    expect(messageOf(settings)).toMatch(/- CONFIG: there is no file none\.toml/);
  });
});

describe('names that nothing reads', () => {
  it('are told of .env with the nearest, of the environment only where one looks like a slip', () => {
    const settings = settingsOf(
      '',
      { SMTP_URI: 'x', HOME: '/', PATH: '', HOSTNAME: 'x', LOGLEVEL: 'x', PORTS: '1', TEXT: 'x', SHELL: 'x' },
      'PUBLIC_ULR=x\nPOSTGRES_USER=x\n',
    );
    expect(settings.unknown.map(({ name, nearest }) => [name, nearest])).toEqual([
      ['PUBLIC_ULR', 'PUBLIC_URL'],
      ['POSTGRES_USER', null],
      ['SMTP_URI', 'SMTP_URL'],
      ['LOGLEVEL', 'LOG_LEVEL'],
    ]);
    expect(settings.unknown[0]?.place).toEqual({ kind: 'dotenv', file: '.env', line: 1 });
    expect(messageOf(settings)).toBe('');
  });
});

describe('lines of .env', () => {
  it.each([
    ['PORT\nROLE=web', /- \.env \(\.env:1\): this line is no NAME=value/],
    ['ROLE=web\nPORT: 3001', /- \.env \(\.env:2\): this line is no NAME=value/],
    ['ROLE=web\nPORT', /- \.env \(\.env:2\): this line is no NAME=value/],
    ['PORT="3001', /- PORT \(\.env:1\): a quotation mark is not closed/],
    ["ROLE='web\nPORT=1", /- ROLE \(\.env:1\): a quotation mark is not closed/],
    ['SITE_NAME="Papers\nROLE="web"', /- ROLE \(\.env:2\): a quotation mark is not closed/],
    ['P\0O\0R\0T\0', /- \.env \(\.env:1\): expected a text file in UTF-8/],
  ])('as %j are refused, since Node reads something else', (dotenv, fault) => {
    expect(messageOf(settingsOf('', {}, dotenv))).toMatch(fault);
  });

  it.each([
    ['# a remark\n\nPORT=8080 # another\nexport ROLE=web\nexport HOME\n', { PORT: '8080', ROLE: 'web' }],
    ['PORT = 8080\r\nROLE="web"\r\n', { PORT: '8080', ROLE: 'web' }],
    ['KEY="-----BEGIN\nabc\nde=\n-----END"\nPORT=8080', { PORT: '8080' }],
    ["MAIL_FROM='\"A B\" <a@papers.test>'\nSITE_NAME='it`s'", { SITE_NAME: 'it`s' }],
    ['SITE_NAME="Day\'s papers"\nPORT=8080', { SITE_NAME: "Day's papers", PORT: '8080' }],
  ])('as %j are read as they stand', (dotenv, given) => {
    const settings = settingsOf('', {}, dotenv);
    expect(settings.given).toMatchObject(given);
    expect(messageOf(settings)).toBe('');
  });
});

describe('what is shown', () => {
  it.each<[string, string]>([
    ['DATABASE_URL', 'postgres://papers:hunter2@db/papers?password=hunter2&sslmode=require'],
    ['REDIS_URL', 'rediss://:hunter2@cache:6380'],
    ['SMTP_URL', 'smtps://user:hunter2@mail.broadsheet.test'],
    ['SMTP_URL', 'smtps://user:hun/ter2@x@mail.broadsheet.test'],
    ['SMTP_URL', 'user hunter2'],
    ['IMAP_URL', 'imaps://user:hunter2@mail.broadsheet.test/INBOX'],
    ['PUBLIC_URL', 'https://user:hunter2@papers.broadsheet.test'],
    ['SMTP_RELAYS', '[{"name":"a","url":"smtp://u:hunter2\\"@x@mail.broadsheet.test"}]'],
    ['SMTP_RELAYS', '[{"url":"smtp://u:hunter2@mail'],
    ['SECRET_KEY', 'hunter2'.repeat(6)],
    ['SECRET_KEY_PREVIOUS', 'hunter2'.repeat(6)],
    ['ADMIN_API_KEY', 'hunter2'.repeat(6)],
    ['OIDC_CLIENT_SECRET', 'hunter2'.repeat(6)],
    ['WEBHOOK_SECRET', 'hunter2'.repeat(6)],
    ['MAILGUN_WEBHOOK_KEY', 'hunter2'.repeat(6)],
    ['POSTMARK_WEBHOOK_SECRET', 'hunter2'.repeat(6)],
    ['SES_WEBHOOK_PASSWORD', 'hunter2'.repeat(6)],
    ['SENDGRID_WEBHOOK_KEY', 'hunter2'.repeat(6)],
  ])('of %s=%j holds no secret', (name, value) => {
    const settings = readSettings({ environment: { [name]: value }, file: null });
    const text = JSON.stringify(shownSettings(settings));
    expect(text).not.toMatch(/hunter2|hun\/|ter2/);
    expect(shownSettings(settings).find((shown) => shown.name === name)?.value).not.toBeNull();
  });

  it('is everything else, as it is in force', () => {
    const settings = settingsOf('port = 8080', { REDIS_URL: 'redis://cache:6380/1' });
    const shown = new Map(shownSettings(settings).map(({ name, value }) => [name, value]));
    expect(shown.get('PORT')).toBe('8080');
    expect(shown.get('REDIS_URL')).toBe('redis://cache:6380/1');
    expect(shown.get('ROLE')).toBe('all');
    expect(shown.get('SMTP_URL')).toBeNull();
  });
});
