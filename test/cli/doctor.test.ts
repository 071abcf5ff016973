import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeSiteAnswer } from '../../src/cli/doctor/judge-site-answer.js';
import { judgeRoom } from '../../src/cli/doctor/look-at-disk.js';
import type { Finding } from '../../src/dns/finding.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type DnsServer, startDnsServer } from '../support/dns-server.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { selfSigned } from '../support/self-signed.js';
import { type RunningService, runCommand, startService, testSecret } from '../support/service.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { expectSaidInBoth } from './doctor/said-in-both.js';

const HOST = 'papers.morning-papers.org';
const SENDER = 'news.morning-papers.org';

let folder: string;
let database: TestDatabase;
let source: HuggingFaceServer;
let sink: SmtpSink;
let dns: DnsServer;
let service: RunningService;
let proxy: https.Server;
let environment: Record<string, string>;
/** What the proxy adds; null: it answers by itself. */
let forwarded: Record<string, string> | null = {};
/** The largest body that the proxy lets pass. */
let bodyLimit = Number.POSITIVE_INFINITY;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-doctor-'));
  [database, source, sink, dns] = await Promise.all([
    createTestDatabase(),
    startHuggingFaceServer(),
    startSmtpSink(),
    startDnsServer(),
  ]);
  const { certificate, keyPem } = selfSigned(HOST);
  await writeFile(join(folder, 'ca.pem'), certificate);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'dkim.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }), {
    mode: 0o600,
  });
  proxy = https.createServer({ cert: certificate, key: keyPem }, (request, response) => {
    if (forwarded === null) return void response.writeHead(404).end('{}');
    // Proxies go on reading what they refuse, so that their answer is not lost with the connection.
    if (Number(request.headers['content-length'] ?? 0) > bodyLimit)
      return void request.resume().once('end', () => response.writeHead(413, { connection: 'close' }).end());
    const headers = { ...request.headers, ...forwarded };
    const { method = 'GET' } = request;
    const onwards = http.request(
      `${service.url}${request.url}`,
      { method, headers, agent: false },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onwards.on('error', () => response.destroy());
    request.pipe(onwards);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  environment = {
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    DNS_SERVERS: dns.address,
    SMTP_URL: sink.url,
    HUGGINGFACE_URL: source.url,
    SECRET_KEY: testSecret,
    PUBLIC_URL: `https://${HOST}:${(proxy.address() as AddressInfo).port}`,
    MAIL_FROM: `Broadsheet <daily@${SENDER}>`,
    POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
    DKIM_DOMAIN: SENDER,
    DKIM_SELECTOR: '2026a',
    DKIM_KEY_FILE: join(folder, 'dkim.pem'),
    IMAP_URL: 'imap://reports:secret@127.0.0.1:9/',
    TRUST_PROXY: '127.0.0.1',
    NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
  };
  service = await startService({ ...environment, ROLE: 'web' });
});

afterAll(async () => {
  await service.stop();
  await new Promise((resolve) => proxy.close(resolve));
  await Promise.all([sink.stop(), source.stop(), dns.close()]);
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function doctor(more: Readonly<Record<string, string>> = {}) {
  const { code, out } = await runCommand(['doctor', '--json'], { ...environment, ...more });
  const { checks } = JSON.parse(out.toString()) as { checks: readonly Finding[] };
  const verdicts = new Map(checks.map((finding) => [finding.check, finding]));
  return {
    code,
    verdictOf: (check: string) => verdicts.get(check)?.verdict,
    textOf: (check: string) => verdicts.get(check)?.text,
  };
}

describe('broadsheet doctor', () => {
  it('is told by `broadsheet dns` what to set, and finds it set', async () => {
    dns.zone = { [`A ${HOST}`]: ['127.0.0.1'], [`A mail.${SENDER}`]: ['81.2.69.142'] };
    forwarded = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    const { out } = await runCommand(['dns', '--json'], environment);
    const { records } = JSON.parse(out.toString()) as {
      records: readonly { name: string; type: string; value: string }[];
    };
    for (const { name, type, value } of records)
      dns.zone[`${type} ${name}`] = [value.replace(/YOUR-MAIL-SERVER\.?/, `mail.${SENDER}`)];
    const { verdictOf, textOf } = await doctor();
    for (const check of ['sender', 'SPF', 'DKIM 2026a', 'DMARC', 'returned mail', 'PUBLIC_URL', 'proxy'])
      expect([check, verdictOf(check), textOf(check)]).toEqual([check, 'ok', expect.any(String)]);
    // It is on this machine.
    expect(textOf('site')).toContain('private addresses only');
  });

  it('names a proxy that lets no large body pass, and asks by the proxy of the environment', async () => {
    forwarded = { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' };
    bodyLimit = 100_000;
    const asked: string[] = [];
    const ends: Socket[] = [];
    const outward = http.createServer().on('connect', (request, socket: Socket) => {
      asked.push(request.url ?? '');
      const there = connect((proxy.address() as AddressInfo).port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      ends.push(there, socket);
      for (const end of [there, socket]) end.on('error', () => end.destroy());
    });
    await new Promise<void>((resolve) => outward.listen(0, '127.0.0.1', resolve));
    try {
      const way = `http://127.0.0.1:${(outward.address() as AddressInfo).port}`;
      const { verdictOf, textOf } = await doctor({ HTTPS_PROXY: way });
      expect([verdictOf('PUBLIC_URL'), textOf('PUBLIC_URL')]).toEqual(['ok', expect.any(String)]);
      expect([verdictOf('proxy'), textOf('proxy')]).toEqual(['fault', expect.stringContaining('1 MiB')]);
      expect(new Set(asked)).toEqual(new Set([new URL(environment['PUBLIC_URL'] ?? '').host]));
    } finally {
      bodyLimit = Number.POSITIVE_INFINITY;
      for (const end of ends) end.destroy();
      await new Promise((resolve) => outward.close(resolve));
    }
  });

  it('names a sender whose domain nobody has, and another service at PUBLIC_URL, at 80 columns', async () => {
    dns.zone = { [`A ${HOST}`]: ['127.0.0.1'] };
    forwarded = null;
    const { code, out } = await runCommand(['doctor'], {
      ...environment,
      MAIL_FROM: 'daily@mourning-papers.org',
    });
    const text = out.toString();
    expect(code).toBe(1);
    expect(text).toMatch(/^FAULT sender: mourning-papers.org does not exist/m);
    expect(text).toMatch(/^FAULT PUBLIC_URL: another service than this answers/m);
    expect(text).toMatch(/ to mend, 4 to look at\. Begin with: \w+/);
    for (const name of ['IMPRINT_URL', 'PRIVACY_URL', 'CONTACT'])
      expect(text).toMatch(new RegExp(`^warn +imprint and privacy: ${name} is not set`, 'm'));
    const tooLong = text.split('\n').filter((line) => line.length > 80 && line.includes(' '));
    expect(tooLong).toEqual([]);
  });
});

const asked = {
  publicUrl: 'https://papers.example',
  now: new Date('2026-03-24T08:00:00Z'),
  isProof: (proof: unknown) => proof === 'ours',
};
const arrival = { proof: 'ours', protocol: 'https', peer: '10.0.0.2', forwarded: true, believed: true };
const answered = (site: object, more: object = {}) => ({
  kind: 'answer' as const,
  status: 200,
  date: asked.now,
  certificateEnds: new Date('2026-06-01T00:00:00Z'),
  body: JSON.stringify({ status: 'ok', site }),
  ...more,
});

describe('what PUBLIC_URL answers', () => {
  it.each([
    ['all in order', answered(arrival), []],
    [
      'nothing',
      { kind: 'failure' as const, code: 'ECONNREFUSED', message: '' },
      ['PUBLIC_URL fault not reached'],
    ],
    [
      'a certificate of another',
      { kind: 'failure' as const, code: 'ERR_TLS_CERT_ALTNAME_INVALID', message: 'Host' },
      ['PUBLIC_URL fault nobody trusts'],
    ],
    [
      'a certificate that ends',
      answered(arrival, { certificateEnds: new Date('2026-03-30T00:00:00Z') }),
      ['PUBLIC_URL warning ends in 5 days'],
    ],
    ['no encryption', answered(arrival, { certificateEnds: null }), ['PUBLIC_URL fault without encryption']],
    ['another installation', answered({ ...arrival, proof: 'theirs' }), ['PUBLIC_URL fault another service']],
    ['a page', answered({}, { body: '<html>' }), ['PUBLIC_URL fault another service']],
    ['a redirect', answered({}, { status: 301, body: '' }), ['PUBLIC_URL fault redirects (301)']],
    [
      'a proxy alone',
      answered({}, { status: 502, body: '' }),
      ['PUBLIC_URL fault does not reach the service'],
    ],
    [
      'a proxy that is not believed',
      answered({ ...arrival, believed: false, protocol: 'http' }),
      ['proxy fault is not believed'],
    ],
    [
      'a proxy that says nothing',
      answered({ ...arrival, forwarded: false, believed: false }),
      ['proxy fault does not say whom'],
    ],
    ['a proxy that says http', answered({ ...arrival, protocol: 'http' }), ['proxy warning says http']],
    [
      'a clock that is off',
      answered(arrival, { date: new Date('2026-03-24T08:01:00Z') }),
      ['clock of the site warning 60 s'],
    ],
  ])('means of %s', async (_name, reached, expected) => {
    const { en } = await shippedTexts();
    const found = judgeSiteAnswer(asked, reached, en);
    await expectSaidInBoth(found);
    const told = found.filter(({ verdict }) => verdict !== 'ok');
    expect(told).toHaveLength(expected.length);
    told.forEach(({ check, verdict, text, todo }, at) => {
      const [, words = ''] = (expected[at] ?? '').split(/ (?:fault|warning) /);
      expect(expected[at]).toContain(`${check} ${verdict}`);
      expect(text).toContain(words);
      expect(todo).not.toBeNull();
    });
  });
});

it.each([
  [20_000, 'ok'],
  [999, 'warning'],
  [99, 'fault'],
])('%i MB that are left are %s', async (megabytes, verdict) => {
  const { en } = await shippedTexts();
  const finding = judgeRoom(megabytes, en);
  expect(finding.verdict).toBe(verdict);
  await expectSaidInBoth([finding]);
});
