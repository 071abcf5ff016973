import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Role, roles } from '../../../src/model/role.js';
import { beginExamination } from '../../../src/store/examinations.js';
import { readProjectFile } from '../../house/project-files.js';
import { type OpenWeb, openWeb } from '../open-web.js';
import { printedRoutes } from '../printed-routes.js';
import { addOperator, ask, signedIn } from './operator-sessions.js';

type Who = 'anyone' | 'signed-in' | readonly Role[];

const everybody = roles;
const editing = ['owner', 'operator', 'editor'] as const;
const operating = ['owner', 'operator'] as const;
const owning = ['owner'] as const;
const hash = '0'.repeat(64);

/** Each route of the admin, an address that it has, and who may ask for it. */
const table: readonly (readonly [route: string, url: string, who: Who])[] = [
  ['GET /admin', '/admin', everybody],
  ['GET /admin/digests', '/admin/digests', everybody],
  ['GET /admin/digests/:name', '/admin/digests/2026-03-24', everybody],
  ['GET /admin/digests/:name/preview', '/admin/digests/2026-03-24/preview', everybody],
  ['GET /admin/digests/:name/preview/html', '/admin/digests/2026-03-24/preview/html', everybody],
  ['POST /admin/digests/:name/preview', '/admin/digests/2026-03-24/preview', editing],
  ['POST /admin/digests/:name/papers', '/admin/digests/2026-03-24/papers', editing],
  ['POST /admin/digests/:name/curations/:id/:act', '/admin/digests/2026-03-24/curations/999/end', editing],
  ...(['hold', 'lift', 'approve', 'freeze-again', 'release'] as const).map(
    (act) => [`POST /admin/digests/:name/${act}`, `/admin/digests/2031-03-24/${act}`, operating] as const,
  ),
  ...(['freeze-again', 'release'] as const).map(
    (act) => [`GET /admin/digests/:name/${act}`, `/admin/digests/2031-03-24/${act}`, operating] as const,
  ),
  ['GET /admin/login', '/admin/login', 'anyone'],
  ['POST /admin/login', '/admin/login', 'anyone'],
  ['POST /admin/login/passkey', '/admin/login/passkey', 'anyone'],
  ['POST /admin/login/passkey/answer', '/admin/login/passkey/answer', 'anyone'],
  ['GET /admin/login/second', '/admin/login/second', 'anyone'],
  ['POST /admin/login/second', '/admin/login/second', 'anyone'],
  ['GET /admin/again', '/admin/again', 'anyone'],
  ['POST /admin/again', '/admin/again', 'anyone'],
  ['POST /admin/factor/passkey', '/admin/factor/passkey', 'anyone'],
  ['POST /admin/factor/passkey/answer', '/admin/factor/passkey/answer', 'anyone'],
  ...(['begin', 'invite', 'recover'] as const).flatMap((path) => [
    [`GET /admin/${path}/:token`, `/admin/${path}/${hash}`, 'anyone'] as const,
    [`POST /admin/${path}/:token`, `/admin/${path}/${hash}`, 'anyone'] as const,
    [`POST /admin/${path}/:token/passkey`, `/admin/${path}/${hash}/passkey`, 'anyone'] as const,
    [`POST /admin/${path}/:token/passkey/answer`, `/admin/${path}/${hash}/passkey/answer`, 'anyone'] as const,
  ]),
  ['POST /admin/logout', '/admin/logout', 'signed-in'],
  ['GET /admin/enrol', '/admin/enrol', 'signed-in'],
  ['POST /admin/enrol', '/admin/enrol', 'signed-in'],
  ['GET /admin/me', '/admin/me', 'signed-in'],
  ['POST /admin/me', '/admin/me', 'signed-in'],
  ['GET /admin/me/password', '/admin/me/password', 'signed-in'],
  ['POST /admin/me/password', '/admin/me/password', 'signed-in'],
  ['GET /admin/me/totp', '/admin/me/totp', 'signed-in'],
  ['POST /admin/me/totp', '/admin/me/totp', 'signed-in'],
  ['GET /admin/me/totp/remove', '/admin/me/totp/remove', 'signed-in'],
  ['POST /admin/me/totp/remove', '/admin/me/totp/remove', 'signed-in'],
  ['GET /admin/me/recovery-codes', '/admin/me/recovery-codes', 'signed-in'],
  ['POST /admin/me/recovery-codes', '/admin/me/recovery-codes', 'signed-in'],
  ['POST /admin/me/passkey', '/admin/me/passkey', 'signed-in'],
  ['POST /admin/me/passkey/answer', '/admin/me/passkey/answer', 'signed-in'],
  ['GET /admin/me/passkeys/:id/remove', '/admin/me/passkeys/AAAA/remove', 'signed-in'],
  ['POST /admin/me/passkeys/:id/remove', '/admin/me/passkeys/AAAA/remove', 'signed-in'],
  ['POST /admin/me/passkeys/:id/name', '/admin/me/passkeys/AAAA/name', 'signed-in'],
  ['POST /admin/me/sessions/:session/end', `/admin/me/sessions/${hash}/end`, 'signed-in'],
  ['GET /admin/digests/:name/mailing', '/admin/digests/2026-03-23/mailing', everybody],
  ['GET /admin/digests/:name/mailing/live', '/admin/digests/2026-03-23/mailing/live', everybody],
  ['GET /admin/digests/:name/result', '/admin/digests/2026-03-23/result', everybody],
  ['GET /admin/digests/:name/result.csv', '/admin/digests/2026-03-23/result.csv', everybody],
  ['GET /admin/digests/:name/uncertain', '/admin/digests/2026-03-23/uncertain', operating],
  ['POST /admin/digests/:name/uncertain', '/admin/digests/2026-03-23/uncertain', operating],
  ['GET /admin/digests/:name/uncertain/all', '/admin/digests/2026-03-23/uncertain/all', operating],
  ['POST /admin/digests/:name/uncertain/all', '/admin/digests/2026-03-23/uncertain/all', operating],
  ['GET /admin/digests/:name/cancel', '/admin/digests/2026-03-23/cancel', operating],
  ...(['pause', 'resume', 'cancel'] as const).map(
    (act) => [`POST /admin/digests/:name/${act}`, `/admin/digests/2026-03-23/${act}`, operating] as const,
  ),
  [
    'POST /admin/digests/:name/words/:language',
    '/admin/digests/2026-03-24/words/en',
    ['owner', 'operator', 'editor'],
  ],
  ['GET /admin/readers', '/admin/readers', operating],
  ['POST /admin/readers', '/admin/readers', operating],
  ['POST /admin/readers/choose', '/admin/readers/choose', operating],
  ['POST /admin/readers/forget', '/admin/readers/forget', operating],
  ['GET /admin/readers/export', '/admin/readers/export', owning],
  ['POST /admin/readers/export', '/admin/readers/export', owning],
  ...(['unsubscribe', 'resend', 'erase'] as const).flatMap((act) => [
    [
      `GET /admin/readers/many/:search/${act}`,
      `/admin/readers/many/${'A'.repeat(22)}/${act}`,
      operating,
    ] as const,
    [
      `POST /admin/readers/many/:search/${act}`,
      `/admin/readers/many/${'A'.repeat(22)}/${act}`,
      operating,
    ] as const,
  ]),
  ['GET /admin/readers/:id', '/admin/readers/999', operating],
  ...(['unsubscribe', 'resend', 'send', 'lift', 'erase'] as const).map(
    (act) => [`POST /admin/readers/:id/${act}`, `/admin/readers/999/${act}`, operating] as const,
  ),
  ['GET /admin/readers/:id/erase', '/admin/readers/999/erase', operating],
  ['GET /admin/readers/:id/export', '/admin/readers/999/export', owning],
  ['POST /admin/readers/:id/export', '/admin/readers/999/export', owning],
  ['GET /admin/deliverability', '/admin/deliverability', everybody],
  ['GET /admin/growth', '/admin/growth?days=30', everybody],
  ['GET /admin/engagement', '/admin/engagement', everybody],
  ['GET /admin/imports', '/admin/imports', operating],
  ['POST /admin/imports', '/admin/imports', operating],
  ['GET /admin/imports/:id', '/admin/imports/999', operating],
  ['POST /admin/imports/:id', '/admin/imports/999', operating],
  ['GET /admin/imports/:id/live', '/admin/imports/999/live', operating],
  ['GET /admin/imports/:id/problems', '/admin/imports/999/problems', operating],
  ...(['start', 'pause', 'resume'] as const).map(
    (act) => [`POST /admin/imports/:id/${act}`, `/admin/imports/999/${act}`, operating] as const,
  ),
  ['GET /admin/imports/:id/cancel', '/admin/imports/999/cancel', operating],
  ['POST /admin/imports/:id/cancel', '/admin/imports/999/cancel', operating],
  ['GET /admin/sources', '/admin/sources', everybody],
  ['POST /admin/sources', '/admin/sources', operating],
  ['GET /admin/suppressions', '/admin/suppressions', operating],
  ['POST /admin/suppressions', '/admin/suppressions', operating],
  ...(['lift', 'add', 'undo', 'many'] as const).map(
    (act) => [`POST /admin/suppressions/${act}`, `/admin/suppressions/${act}`, operating] as const,
  ),
  ['GET /admin/suppressions/many', '/admin/suppressions/many', operating],
  ['GET /admin/feedback', '/admin/feedback', operating],
  ['GET /admin/feedback.csv', '/admin/feedback.csv', operating],
  ['GET /admin/system', '/admin/system', operating],
  ['POST /admin/system/jobs/:queue/:id/retry', '/admin/system/jobs/poll/1/retry', operating],
  ['GET /admin/system/jobs/:queue/:id/forget', '/admin/system/jobs/poll/1/forget', operating],
  ['POST /admin/system/jobs/:queue/:id/forget', '/admin/system/jobs/poll/1/forget', operating],
  ['GET /admin/system/settings', '/admin/system/settings', operating],
  ['GET /admin/system/doctor', '/admin/system/doctor', operating],
  ['POST /admin/system/doctor', '/admin/system/doctor', operating],
  ['GET /admin/operators', '/admin/operators', owning],
  ['POST /admin/operators', '/admin/operators', owning],
  [
    'POST /admin/operators/invitations/:hash/withdraw',
    `/admin/operators/invitations/${hash}/withdraw`,
    owning,
  ],
  ['GET /admin/operators/:id', '/admin/operators/999', owning],
  ...(['role', 'disable', 'enable', 'sign-out', 'recover'] as const).map(
    (act) => [`POST /admin/operators/:id/${act}`, `/admin/operators/999/${act}`, owning] as const,
  ),
  ['GET /admin/operators/:id/disable', '/admin/operators/999/disable', owning],
  ['GET /admin/operators/:id/recover', '/admin/operators/999/recover', owning],
  ['GET /admin/keys', '/admin/keys', owning],
  ['POST /admin/keys', '/admin/keys', owning],
  ['GET /admin/keys/:id/revoke', '/admin/keys/999/revoke', owning],
  ['POST /admin/keys/:id/revoke', '/admin/keys/999/revoke', owning],
  ['GET /admin/alerts', '/admin/alerts', 'signed-in'],
  ['POST /admin/alerts', '/admin/alerts', 'signed-in'],
  ['POST /admin/alerts/test', '/admin/alerts/test', 'signed-in'],
  ['GET /admin/webhooks', '/admin/webhooks', owning],
  ['POST /admin/webhooks', '/admin/webhooks', owning],
  ['GET /admin/webhooks/:id', '/admin/webhooks/999', owning],
  ...(['test', 'pause', 'resume', 'secret', 'again', 'change', 'remove'] as const).map(
    (act) => [`POST /admin/webhooks/:id/${act}`, `/admin/webhooks/999/${act}`, owning] as const,
  ),
  ['GET /admin/webhooks/:id/change', '/admin/webhooks/999/change', owning],
  ['GET /admin/webhooks/:id/remove', '/admin/webhooks/999/remove', owning],
  ['GET /admin/audit', '/admin/audit', operating],
];

describe('who may ask for what', () => {
  let web: OpenWeb;
  const ids = new Map<Role, number>();

  beforeAll(async () => {
    web = await openWeb();
    for (const role of roles) ids.set(role, await addOperator(web, role));
    // One that goes on keeps another from beginning.
    await beginExamination(web.database);
  });
  afterAll(() => web.close());

  const session = (role: Role) => signedIn(web, ids.get(role) ?? 0);

  it('is said of each page that the documents name', () => {
    const pages = ['features', 'editing', 'operating'].flatMap((name) =>
      [...readProjectFile(`docs/${name}.md`).matchAll(/`(\/admin[^`?]*)`/g)].map(([, page = '']) => page),
    );
    const named = new Set(pages.map((page) => page.replace(/<(\w+)>/g, ':$1').replace(/\/$/, '')));
    expect(named.size).toBeGreaterThan(20);
    const routes = new Set(table.map(([route]) => route));
    expect([...named].filter((page) => !routes.has(`GET ${page}`))).toEqual([]);
  });

  it('is said of each route that there is', () => {
    const found = printedRoutes(web.server).filter((route) => /^\w+ \/admin(?:\/|$)/.test(route));
    expect(found.sort()).toEqual(table.map(([route]) => route).sort());
  });

  it.each(table)('%s', async (route, url, who) => {
    const method = route.startsWith('POST') ? 'POST' : 'GET';
    const stranger = await ask(web, { method, url, token: null });
    if (who !== 'anyone') {
      expect(stranger.statusCode).toBe(303);
      expect(stranger.headers.location).toMatch(/^\/admin\/login(\?next=%2Fadmin%2F[\w%.-]+)?$/);
    }
    for (const role of roles) {
      const { statusCode, headers } = await ask(web, { method, url, token: await session(role) });
      const mayNot = Array.isArray(who) && !who.includes(role);
      expect(`${role} ${statusCode === 403}`).toBe(`${role} ${mayNot}`);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
      expect(String(headers['vary'])).toContain('Cookie');
    }
    if (method === 'GET' || who === 'anyone') return;
    const token = await session('owner');
    const forged = await ask(web, { method, url, token, form: { token: 'x' } });
    expect(forged.statusCode).toBe(403);
    const elsewhere = await ask(web, { method, url, token, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(elsewhere.statusCode).toBe(403);
  });
});
