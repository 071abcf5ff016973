import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as plainRequest } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProjectFile } from '../house/project-files.js';
import { freePort } from '../support/free-port.js';
import { selfSigned } from '../support/self-signed.js';
import { waitFor } from '../support/wait-for.js';
import { adminKey, type OpenWeb, openWeb } from '../web/open-web.js';

const NAME = 'papers.example.org';
const hasNginx = spawnSync('nginx', ['-v']).status === 0;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** The example as it is shipped, but for names of files and ports. */
async function startNginx(folder: string, ports: { plain: number; tls: number; web: number }) {
  const { certificate, keyPem } = selfSigned(NAME);
  await writeFile(join(folder, 'certificate.pem'), certificate);
  await writeFile(join(folder, 'key.pem'), keyPem);
  const example = readProjectFile('deploy/nginx.conf')
    .replace('127.0.0.1:3000', `127.0.0.1:${ports.web}`)
    .replace('listen 80;', `listen 127.0.0.1:${ports.plain};`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${ports.tls} ssl`)
    .replace(/\/etc\/letsencrypt\S*fullchain\.pem/, join(folder, 'certificate.pem'))
    .replace(/\/etc\/letsencrypt\S*privkey\.pem/, join(folder, 'key.pem'))
    .replaceAll('/var/log/nginx/broadsheet.log', join(folder, 'access.log'));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'main.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 64; }
http {
${places.map((place) => `${place}_temp_path ${folder}/${place};`).join('\n')}
${example}
}`,
  );
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'main.conf')], { stdio: 'ignore' });
  const ask = (options: RequestOptions, body = '') => answerOf(ports.tls, certificate, options, body);
  await waitFor('nginx to answer', async () => (await ask({ path: '/livez' }).catch(() => null)) !== null);
  const stop = async () => {
    const ended = once(child, 'close');
    child.kill('SIGTERM');
    await ended;
  };
  return { ask, stop };
}

function answerOf(port: number, ca: string, options: RequestOptions, body: string): Promise<Answer> {
  const headers = { host: NAME, ...options.headers };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port, ca, servername: NAME, agent: false, ...options, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

describe.skipIf(!hasNginx)('behind nginx, as deploy/nginx.conf has it', () => {
  let folder: string;
  let web: OpenWeb;
  let nginx: Awaited<ReturnType<typeof startNginx>>;
  let ports: { plain: number; tls: number; web: number };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'broadsheet-nginx-'));
    const environment = { PUBLIC_URL: `https://${NAME}`, TRUST_PROXY: 'loopback' };
    web = await openWeb({ environment });
    ports = { plain: await freePort(), tls: await freePort(), web: await freePort() };
    await web.server.listen({ host: '127.0.0.1', port: ports.web });
    nginx = await startNginx(folder, ports);
  });
  afterAll(async () => {
    await nginx.stop();
    await web.close();
    await rm(folder, { recursive: true, force: true });
  });

  const json = { 'content-type': 'application/json' };
  const signUp = (localAddress: string, index: number) =>
    nginx.ask(
      {
        ...{ method: 'POST', path: '/api/v1/subscribers', localAddress },
        headers: { ...json, 'x-forwarded-for': `198.51.100.${index}` },
      },
      JSON.stringify({ address: `reader${index}@example.org` }),
    );

  it('pages come over TLS, and plain requests are led there', async () => {
    const page = await nginx.ask({ path: '/subscribe' });
    expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
    const location = await new Promise((resolve, reject) => {
      plainRequest(
        { host: '127.0.0.1', port: ports.plain, path: '/a?b=c', headers: { host: NAME } },
        (response) => {
          response.resume();
          resolve(response.headers.location);
        },
      )
        .on('error', reject)
        .end();
    });
    expect(location).toBe(`https://${NAME}/a?b=c`);
  });

  it('forms of its own pages are taken, and of other sites refused', async () => {
    const post = (origin: string) =>
      nginx.ask(
        {
          ...{ method: 'POST', path: '/subscribe', localAddress: '127.0.0.9' },
          headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
        },
        'address=a%40example.org',
      );
    expect((await post(`https://${NAME}`)).status).toBe(200);
    expect((await post('https://evil.example')).status).toBe(403);
  });

  it('limits see the client that nginx sees, whatever the client claims', async () => {
    for (let index = 0; index < 10; index += 1) expect((await signUp('127.0.0.2', index)).status).toBe(202);
    expect((await signUp('127.0.0.2', 99)).status).toBe(429);
    expect((await signUp('127.0.0.3', 99)).status).toBe(202);
  });

  it('what Broadsheet takes passes, and what nobody takes ends at nginx', async () => {
    const addresses = Array.from({ length: 5_000 }, (_, index) => `${'x'.repeat(50)}${index}@example.org`);
    const send = (body: string) =>
      nginx.ask(
        {
          ...{ method: 'POST', path: '/api/v1/admin/subscribers' },
          headers: {
            ...json,
            authorization: `Bearer ${adminKey}`,
            'content-length': Buffer.byteLength(body),
          },
        },
        body,
      );
    expect((await send(JSON.stringify({ addresses }))).status).toBe(200);
    const list = await nginx.ask(
      {
        ...{ method: 'POST', path: '/api/v1/admin/imports' },
        headers: { 'content-type': 'text/csv', authorization: `Bearer ${adminKey}` },
      },
      `email,note\n${`a@example.org,${'x'.repeat(9_000)}\n`.repeat(1_400)}`,
    );
    expect(list.status, 'a list of 12 MB').toBe(201);
    const tooMuch = await send(JSON.stringify({ addresses: ['x'.repeat(11 * 1024 * 1024)] })).catch(
      () => null,
    );
    expect([413, undefined]).toContain(tooMuch?.status);
  });

  it('no path stands in the log of nginx', async () => {
    await nginx.ask({ path: '/unsubscribe/a-token-that-is-secret' });
    const log = await readFile(join(folder, 'access.log'), 'utf8');
    expect(log.split('\n').length).toBeGreaterThan(10);
    expect(log).not.toMatch(/unsubscribe|secret/);
  });
});
