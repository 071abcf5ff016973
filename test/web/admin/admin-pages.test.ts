import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../../src/model/role.js';
import { OIDC_RETURN_PATH } from '../../../src/operators/log-in-by-oidc.js';
import { findExamination } from '../../../src/store/examinations.js';
import { type OidcServer, startOidcServer } from '../../support/oidc-server.js';
import { waitFor } from '../../support/wait-for.js';
import { type OpenWeb, openWeb } from '../open-web.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

describe('the admin on an origin of its own', () => {
  let web: OpenWeb;
  let owner: string;
  beforeAll(async () => {
    web = await openWeb({ environment: { ADMIN_URL: 'http://admin.example' } });
    owner = await signedIn(web, await addOperator(web, 'owner'));
  });
  afterAll(() => web.close());

  it('answers there alone', async () => {
    const headers = (host: string) => ({ url: '/admin', token: owner, headers: { host } });
    expect((await ask(web, headers('admin.example'))).statusCode).toBe(200);
    for (const host of ['papers.example', 'localhost', 'evil.example'])
      expect((await ask(web, headers(host))).statusCode).toBe(404);
  });
});

describe('the admin under PUBLIC_URL', () => {
  let web: OpenWeb;
  let owner: string;
  beforeAll(async () => {
    // Nothing listens there, so that doctor has its answers at once.
    const environment = {
      HUGGINGFACE_URL: 'http://127.0.0.1:9',
      ARXIV_API_URL: 'http://127.0.0.1:9',
      ARXIV_RSS_URL: 'http://127.0.0.1:9',
      DNS_SERVERS: '127.0.0.1:9',
    };
    web = await openWeb({ environment });
    owner = await signedIn(web, await addOperator(web, 'owner'));
  });
  afterAll(() => web.close());

  it('answers under no other name', async () => {
    const answer = await ask(web, { url: '/admin', token: owner, headers: { host: 'rebound.example' } });
    expect(answer.statusCode).toBe(421);
  });

  it('sets a cookie that scripts and other sites do not get', async () => {
    const page = await ask(web, { method: 'POST', url: '/admin/login/passkey', token: null });
    expect(page.statusCode).toBe(200);
    expect(page.headers['set-cookie']).toMatch(
      /^broadsheet-passkey=[\w-]{43}; Max-Age=300; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('writes no more than so many rows for who begins to sign in and is nobody yet', async () => {
    const statuses = new Set<number>();
    for (let begun = 0; begun < 61; begun += 1) {
      const asked = await ask(web, { method: 'POST', url: '/admin/login/passkey', token: null });
      statuses.add(asked.statusCode);
    }
    expect([...statuses]).toEqual([200, 429]);
    const { rows } = await web.database.query<{ count: number }>(
      "SELECT count(*) FROM operator_sessions WHERE step = 'passkey'",
    );
    expect(rows[0]?.count).toBeLessThanOrEqual(60);
  });

  it('shows no secret among the settings', async () => {
    const { body } = await ask(web, { url: '/admin/system/settings', token: owner });
    expect(body).toContain('ADMIN_API_KEY');
    expect(body).not.toContain('an operator of the web tests');
  });

  it('runs a failed job again, and says so', async () => {
    const queue = web.backend.openQueue('poll');
    await queue.add('poll-date', { date: '2026-03-24' }, { jobId: 'fails' });
    const worker = web.backend.openWorker('poll', async () => {
      throw new Error('the source did not answer');
    });
    await waitFor('the job to fail', async () => (await queue.getJobCounts('failed'))['failed'] === 1);
    await worker.close();
    const page = await ask(web, { url: '/admin/system', token: owner });
    expect(page.body).toContain('the source did not answer');
    const { database } = web;
    // Nothing is done that cannot be recorded.
    await database.query(
      `ALTER TABLE audit_events ADD CONSTRAINT full_disk CHECK (action NOT IN ('job.retry', 'doctor.run'))`,
    );
    for (const url of ['/admin/system/jobs/poll/fails/retry', '/admin/system/doctor'])
      expect((await ask(web, { method: 'POST', url, token: owner })).statusCode).toBe(500);
    expect(await queue.getJobCounts('failed', 'waiting')).toMatchObject({ failed: 1, waiting: 0 });
    expect(await findExamination(database)).toBeNull();
    await database.query('ALTER TABLE audit_events DROP CONSTRAINT full_disk');
    const retried = await ask(web, {
      method: 'POST',
      url: '/admin/system/jobs/poll/fails/retry',
      token: owner,
    });
    expect(retried.headers.location).toBe('/admin/system?done=retried');
    expect(await queue.getJobCounts('failed', 'waiting')).toMatchObject({ failed: 0, waiting: 1 });
    const again = await ask(web, {
      method: 'POST',
      url: '/admin/system/jobs/poll/fails/retry',
      token: owner,
    });
    expect(again.statusCode).toBe(404);
    const recorded = await database.query(`SELECT FROM audit_events WHERE action = 'job.retry'`);
    expect(recorded.rows).toHaveLength(1);
  });

  it('asks before it forgets a failed job, records it, and keeps the others', async () => {
    const queue = web.backend.openQueue('poll');
    for (const id of ['one', 'other']) await queue.add('poll-date', { date: '2026-03-25' }, { jobId: id });
    const worker = web.backend.openWorker('poll', async () => {
      throw new Error('the source did not answer');
    });
    const failed = async () => (await queue.getFailed()).map(({ id }) => id).sort();
    await waitFor('both jobs to fail', async () => {
      const ids = await failed();
      return ids.includes('one') && ids.includes('other');
    });
    await worker.close();
    const before = await failed();
    const url = '/admin/system/jobs/poll/one/forget';
    const page = await ask(web, { url: '/admin/system', token: owner });
    expect(page.body).toContain(`href="${url}"`);
    const asked = await ask(web, { url, token: owner });
    expect(asked.body).toContain('Forget poll-date 2026-03-25?');
    expect(asked.body).toContain('the source did not answer');
    expect(await failed()).toEqual(before);
    const done = await ask(web, { method: 'POST', url, token: owner });
    expect(done.headers.location).toBe('/admin/system?done=forgotten');
    expect((await ask(web, { url: '/admin/system?done=forgotten', token: owner })).body).toContain(
      'The job is forgotten.',
    );
    expect(await failed()).toEqual(before.filter((id) => id !== 'one'));
    for (const method of ['GET', 'POST'] as const)
      expect((await ask(web, { method, url, token: owner })).statusCode).toBe(404);
    const { rows } = await web.database.query(
      `SELECT object_id FROM audit_events WHERE action = 'job.forget'`,
    );
    expect(rows).toEqual([{ object_id: 'poll/one' }]);
  });

  it('has doctor look, once at a time, and keeps what it found', async () => {
    for (const _ of [1, 2]) {
      const begun = await ask(web, { method: 'POST', url: '/admin/system/doctor', token: owner });
      expect(begun.headers.location).toBe('/admin/system/doctor');
    }
    await waitFor('doctor', async () => (await findExamination(web.database))?.endedAt != null, 50_000);
    const { body } = await ask(web, { url: '/admin/system/doctor', token: owner });
    expect(body).toContain('up to date');
    expect(body).toContain('SOURCE_UNAVAILABLE');
    const { rows } = await web.database.query("SELECT FROM audit_events WHERE action = 'doctor.run'");
    expect(rows).toHaveLength(1);
    const today = await ask(web, { url: '/admin', token: owner });
    expect(today.body).toContain('Doctor found');
  });

  it.each(roles)('ends the session of a %s who signs out', async (role) => {
    const token = await signedIn(web, await addOperator(web, role));
    await ask(web, { method: 'POST', url: '/admin/logout', token });
    expect((await ask(web, { url: '/admin/me', token })).statusCode).toBe(303);
  });
});

describe('by a provider of OpenID Connect', () => {
  let web: OpenWeb;
  let provider: OidcServer;
  const returnTo = `http://papers.example${OIDC_RETURN_PATH}`;
  beforeAll(async () => {
    const client = { id: 'broadsheet', secret: 'of the provider and the site' };
    provider = await startOidcServer({ ...client, returnTo });
    provider.people.set('ada', { name: 'Ada', email: 'ada@example.org', groups: ['desk'] });
    provider.people.set('eve', { name: 'Eve', email: 'eve@example.org', groups: ['elsewhere'] });
    const environment = {
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_ROLES: '{"desk":"operator"}',
      LOCAL_LOGIN: 'off',
    };
    web = await openWeb({ environment, now: new Date() });
  });
  afterAll(async () => {
    await web.close();
    await provider.close();
  });

  async function comeBackAs(name: string) {
    const page = await ask(web, { url: '/admin/login?next=/admin/audit', token: null });
    expect(page.body).not.toContain('type="password"');
    const [, link = ''] = /href="(\/admin\/login\/oidc[^"]*)"/.exec(page.body) ?? [];
    const gone = await ask(web, { url: link.replaceAll('&amp;', '&'), token: null });
    const [cookie = ''] = String(gone.headers['set-cookie']).split(';', 1);
    const back = await provider.visit(new URL(String(gone.headers.location)), name, returnTo);
    return ask(web, { url: back.pathname + back.search, token: null, headers: { cookie } });
  }

  it('one goes there and comes back signed in, to the page that one wanted', async () => {
    const back = await comeBackAs('ada');
    expect(back.headers.location).toBe('/admin/audit');
    const [, token = ''] = /broadsheet-admin=([\w-]{43})/.exec(String(back.headers['set-cookie'])) ?? [];
    const audit = await ask(web, { url: '/admin/audit', token });
    expect(audit.statusCode).toBe(200);
    expect(audit.body).toContain('login.succeeded');
  });

  it('who has no role there has none here', async () => {
    const page = await comeBackAs('eve');
    expect(page.statusCode).toBe(403);
    expect(page.body).toContain('none of your groups has a role here');
    expect(page.body).not.toContain('An owner can change your role');
  });

  it('whose account is disabled here is told so', async () => {
    await comeBackAs('ada');
    await web.database.query("UPDATE operators SET disabled_at = now() WHERE oidc_subject = 'ada'");
    const page = await comeBackAs('ada');
    await web.database.query("UPDATE operators SET disabled_at = NULL WHERE oidc_subject = 'ada'");
    expect(page.statusCode).toBe(403);
    expect(page.body).toContain('an owner of this site has disabled your account');
    expect(String(page.headers['set-cookie'])).not.toMatch(/broadsheet-admin=[\w-]{43}/);
  });

  it('the way back is good once, and for the browser that went', async () => {
    const stranger = await ask(web, { url: '/admin/login/oidc/back?code=x&state=y', token: null });
    expect(stranger.statusCode).toBe(401);
    expect(stranger.body).toMatch(/<a href="\/admin\/login">Sign in<\/a>/);
  });
});

describe.each([
  ['on every address', { HOST: '0.0.0.0', MAILBOX: 'open' }],
  ['behind a proxy of this machine', { HOST: '127.0.0.1' }],
])('the mailbox beyond loopback, %s', (_where, environment: Record<string, string>) => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb({ mailbox: true, environment });
  });
  afterAll(() => web.close());

  it('is for operators from the first account on', async () => {
    expect((await ask(web, { url: '/mailbox', token: null })).statusCode).toBe(200);
    const owner = await signedIn(web, await addOperator(web, 'owner'));
    const viewer = await signedIn(web, await addOperator(web, 'viewer'));
    const stranger = await ask(web, { url: '/mailbox', token: null });
    expect(stranger.statusCode).toBe(303);
    expect(stranger.headers.location).toBe('http://papers.example/admin/login');
    expect((await ask(web, { url: '/mailbox', token: viewer })).statusCode).toBe(403);
    expect((await ask(web, { url: '/mailbox', token: owner })).statusCode).toBe(200);
  });
});

describe('the mailbox of this machine alone', () => {
  let web: OpenWeb;
  beforeAll(async () => {
    web = await openWeb({ mailbox: true, environment: { PUBLIC_URL: 'http://[::1]:3000' } });
  });
  afterAll(() => web.close());

  it('asks nobody who they are', async () => {
    await addOperator(web, 'owner');
    const answer = await ask(web, { url: '/mailbox', token: null, headers: { host: '[::1]:3000' } });
    expect(answer.statusCode).toBe(200);
  });
});
