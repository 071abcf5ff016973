import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSiteOf } from '../../src/config/admin-site.js';
import { readConfig } from '../../src/config/read-config.js';
import { curate } from '../../src/digests/curate.js';
import { writeWords } from '../../src/digests/write-words.js';
import { countDays } from '../../src/jobs/count-days.js';
import type { Actor } from '../../src/model/actor.js';
import { eventTypes, isChosenType } from '../../src/model/events.js';
import { type Language, languages } from '../../src/model/language.js';
import { permissionsOf } from '../../src/model/permission.js';
import { makeApiKey } from '../../src/operators/api-keys.js';
import { invite, makeFirstLink } from '../../src/operators/links.js';
import { openOperators } from '../../src/operators/operators-context.js';
import { gatherAlerts } from '../../src/store/outbound/alert-mails.js';
import { spreadOutbox } from '../../src/store/outbound/spread-outbox.js';
import { tell } from '../../src/store/outbox.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { recordBeat } from '../../src/store/worker-beats.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { checkImport } from '../../src/subscribers/import/import-acts.js';
import { uploadList } from '../../src/subscribers/import/upload-list.js';
import { accessibilityFaults, hasChromium, openChromium } from '../support/accessibility.js';
import { listedPaper } from '../support/listed-paper.js';
import { markupFaults, pixelsTooWide, policyFaults } from '../support/page-faults.js';
import { fillMailing, MAILED } from '../web/admin/filled-mailing.js';
import { fillReaders } from '../web/admin/filled-readers.js';
import { addOperator, ask, COOKIE, signedIn } from '../web/admin/operator-sessions.js';
import { type OpenWeb, openWeb, publicUrl } from '../web/open-web.js';

/** Where screenshots go for somebody to look at; none are taken where it is not set. */
const shots = process.env['SCREENSHOTS'];

/** A page, and how far the session is that asks for it. */
type Stop = readonly [url: string, step: 'none' | 'second-factor' | 'enrol' | 'full'];

interface Filled {
  readonly web: OpenWeb;
  readonly stops: readonly Stop[];
  readonly owner: number;
}

async function openFilled(): Promise<Filled> {
  const environment = { DNS_SERVERS: '127.0.0.1:9', HUGGINGFACE_URL: 'http://127.0.0.1:9' };
  const web = await openWeb({ environment, mailbox: true });
  const { database, keyring } = web;
  const log = { info: () => undefined, warn: () => undefined };
  const site = adminSiteOf(readConfig({ PUBLIC_URL: publicUrl }));
  const clock = () => web.now;
  const operators = openOperators({ ...{ database, log, site, clock }, operatorKey: keyring.operatorKey });
  const first = await makeFirstLink(operators);
  const owner = await addOperator(web, 'owner', 'Ada Example');
  const editor = await addOperator(web, 'editor', 'Bo the Sample');
  const actor = {
    kind: 'operator',
    id: owner,
    name: 'Ada Example',
    permissions: permissionsOf('owner'),
    authenticatedAt: web.now,
    clientHash: null,
  } as const;
  const invited = await invite(operators, actor, 'viewer');
  const scopes = ['numbers:read', 'digests:read', 'sources:read'];
  const { key } = await makeApiKey({ database, clock }, actor, {
    name: 'statistics',
    scopes,
    expiresAt: null,
  });
  await recordBeat(database, { worker: 'papers-1234-lx9k', role: 'worker', version: '0.1.0' });
  await fillMailing(web);
  const queue = web.backend.openQueue('poll');
  await queue.add('poll-date', { date: '2026-03-24' });
  await web.addReader('reader@example.org');
  const lists = [await bringList(web, actor, false), await bringList(web, actor, true)];
  await countDays({ database, clock, config: { digestTimezone: 'UTC' } });
  const readers = await fillReaders(web);
  const endpoint = await fillOutbound(web, owner);
  await fillDesk(web, { ...actor, id: editor, name: 'Bo the Sample' });
  const path = (url: string | undefined) => new URL(url ?? '', publicUrl).pathname;
  return {
    web,
    owner,
    stops: [
      ['/admin/login', 'none'],
      [path(invited.url), 'none'],
      [`/admin/begin/${(first?.url ?? '').slice(-43)}`, 'none'],
      ['/admin/login/second', 'second-factor'],
      ['/admin/enrol', 'enrol'],
      ...[
        ...['', '/digests', '/digests/2026-03-24', '/digests/2026-03-24/preview', '/digests/2026-03-25'],
        ...readers,
        ...['mailing', 'uncertain', 'uncertain/all?decision=resend', 'cancel', 'result'].map(
          (page) => `/digests/${MAILED}/${page}`,
        ),
        '/sources',
        ...['/system', '/system/settings', '/system/doctor', '/operators', `/operators/${editor}`],
        ...['/imports', ...lists.flatMap((id) => [`/imports/${id}`])],
        `/imports/${lists[0]}/cancel`,
        ...['/growth', '/growth?days=365', '/deliverability', '/engagement'],
        ...[
          `/operators/${editor}/disable`,
          `/operators/${editor}/recover`,
          '/keys',
          `/keys/${key.id}/revoke`,
        ],
        ...['/alerts', '/webhooks', `/webhooks/${endpoint}`],
        ...[`/webhooks/${endpoint}/change`, `/webhooks/${endpoint}/remove`],
        ...['/audit', '/me', '/me/password', '/me/totp', '/me/recovery-codes', '/again', '/keys/999/revoke'],
      ].map((url) => [`/admin${url}`, 'full'] as const),
    ],
  };
}

/** A list of people that waits for its columns to be named, or was checked. */
async function bringList(web: OpenWeb, actor: Actor, isChecked: boolean): Promise<number> {
  const acting = { database: web.database, clock: () => web.now };
  const text =
    'Email Address,LEID,UNSUB_TIME\nada@example.org,1,\neve@@example.org,2,\nbob@example.org,3,2024-01-01\n';
  const octets = (async function* () {
    yield Buffer.from(text);
  })();
  const { id } = await uploadList(acting, actor, 'subscribed_members_export_of_a_long_name.csv', octets);
  if (!isChecked) return id;
  await checkImport(acting, actor, id);
  const log = { info: () => undefined, warn: () => undefined };
  await goThroughImports({ ...acting, keyring: web.keyring, log }, new AbortController().signal);
  return id;
}

/** A digest that is not frozen, with everything that its desk can show. */
async function fillDesk({ database, now }: OpenWeb, editor: Actor): Promise<void> {
  const observedAt = new Date('2026-03-24T05:00:00Z');
  const papers = [1, 2, 3, 4, 5, 6, 7].map((number) =>
    listedPaper({ id: `2603.1000${number}`, date: '2026-03-24', upvotes: 9 * number, observedAt }),
  );
  await savePapers(database, papers);
  const context = { database, clock: () => now, log: { info: () => undefined } };
  const digest = { kind: 'daily', period: '2026-03-24' } as const;
  const note = 'A word of the editor, for readers.';
  await curate(context, editor, { action: 'pin', paper: '2603.10003', digest, note });
  await curate(context, editor, { action: 'pin', paper: '2603.10001', digest, note: null });
  await curate(context, editor, { action: 'hide', paper: '2603.10007', digest, note: null });
  const later = { kind: 'daily', period: '2026-03-25' } as const;
  await curate(context, editor, { action: 'add', paper: '2603.10006', digest: later, note });
  const intro =
    'Good morning.\n\nMore at https://example.org/a-long-address-of-a-page/that-does-not-break-by-itself.';
  await writeWords(context, editor, { digest, language: 'en', intro, subject: '{title}, and {more} more' });
}

/** An endpoint that was told of things and answered some of them, and alerts that were mailed or wait. @returns its id */
async function fillOutbound({ database }: OpenWeb, owner: number): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO webhook_endpoints (name, url, types, secret, failing_since, failures, created_at)
     VALUES ('Dashboard of the laboratory', 'https://hooks.example.org/a-long-path/of-broadsheet?team=papers',
             '{digest.released,digest.completed}', '', now(), 1, now()),
            ('Everything', 'https://example.net/', $1, '', NULL, 0, now()) RETURNING id`,
    [eventTypes.filter(isChosenType)],
  );
  const [endpoint = 0] = rows.map(({ id }) => id);
  await database.query("UPDATE operators SET alerts = '{digest.paused,source.down}' WHERE id = $1", [owner]);
  await tell(database, [
    { type: 'digest.paused', data: { digest: '2026-03-24', by: 'breaker', reason: 'complaints' } },
    { type: 'source.down', data: { source: 'huggingface', code: 'SOURCE_UNAVAILABLE' } },
    { type: 'digest.released', data: { digest: '2026-03-24' } },
    {
      type: 'digest.completed',
      data: { digest: '2026-03-24', sent: 4980, failed: 12, uncertain: 1, skipped: 7 },
    },
  ]);
  await spreadOutbox(database, new Date());
  await gatherAlerts(database, new Date());
  await database.query(
    `UPDATE webhook_deliveries SET attempts = 1, tried_at = now(), took_ms = 48, status = 503,
            answer = 'The laboratory is closed for the night.', next_attempt_at = now() + interval '5 minutes'
      WHERE id = (SELECT min(id) FROM webhook_deliveries WHERE endpoint_id = $1)`,
    [endpoint],
  );
  await database.query(
    `UPDATE webhook_deliveries SET state = 'delivered', attempts = 2, tried_at = now(), took_ms = 112, status = 204,
            next_attempt_at = NULL
      WHERE id = (SELECT max(id) FROM webhook_deliveries WHERE endpoint_id = $1)`,
    [endpoint],
  );
  return endpoint;
}

/** The cookie of whoever gets to see the page. */
async function tokenFor({ web, owner }: Filled, step: Stop[1]): Promise<string | null> {
  return step === 'none' ? null : signedIn(web, owner, step);
}

async function speak(web: OpenWeb, owner: number, language: Language): Promise<void> {
  await web.database.query('UPDATE operators SET language = $2 WHERE id = $1', [owner, language]);
}

describe('every page of the admin', () => {
  let filled: Filled;
  beforeAll(async () => {
    filled = await openFilled();
  });
  afterAll(() => filled.web.close());

  it.each(languages)('is valid HTML under a strict policy, in %s', async (language) => {
    const { web, owner, stops } = filled;
    await speak(web, owner, language);
    const faults: string[] = [];
    for (const [url, step] of stops) {
      const token = await tokenFor(filled, step);
      const answer = await ask(web, { url, token, headers: { 'accept-language': language } });
      const found = [
        ...(answer.statusCode === 303 ? [`goes on to ${answer.headers.location}`] : []),
        ...(answer.body.includes(`<html lang="${language}">`) ? [] : ['is of another language']),
        ...(await markupFaults(answer.body)),
        ...policyFaults(answer.headers['content-security-policy']),
      ];
      faults.push(...found.map((fault) => `${url} ${fault}`));
      expect(answer.headers).toMatchObject({ 'cross-origin-opener-policy': 'same-origin' });
    }
    expect(faults).toEqual([]);
  });

  describe.skipIf(!hasChromium)('in a browser', () => {
    let browser: Browser;
    let base: string;
    beforeAll(async () => {
      base = await filled.web.server.listen({ host: '127.0.0.1', port: 0 });
      browser = await openChromium();
      if (shots !== undefined) await mkdir(shots, { recursive: true });
    });
    afterAll(() => browser?.close());

    // German words are the longer ones: narrow pages are looked at with them.
    it.each([
      [360, 'light', 'de'],
      [1440, 'dark', 'en'],
      ...(shots === undefined
        ? []
        : ([
            [360, 'dark', 'en'],
            [1440, 'light', 'de'],
          ] as const)),
    ] as const)('at %i px, %s: can be used by everybody, and fits', async (width, colorScheme, language) => {
      const { web, owner, stops } = filled;
      await speak(web, owner, language);
      const locale = { de: 'de-DE', en: 'en-US' }[language];
      const context = await browser.newContext({
        ...{ viewport: { width, height: 900 }, colorScheme, locale, reducedMotion: 'reduce' },
      });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on('pageerror', ({ message }) => faults.push(message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('with a status of'))
          faults.push(message.text());
      });
      for (const [url, step] of stops) {
        const token = await tokenFor(filled, step);
        await context.clearCookies();
        if (token !== null) await context.addCookies([{ name: COOKIE, value: token, url: base }]);
        await page.goto(base + url);
        if (shots !== undefined) {
          const name = `${url.replace(/[\w-]{43}/, 'link').replace(/\W+/g, '_')}-${width}-${colorScheme}.png`;
          await page.screenshot({ path: join(shots, name), fullPage: true });
        }
        await page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
        const found = await accessibilityFaults(page);
        const wide = await pixelsTooWide(page);
        faults.push(
          ...[...found, ...(wide === 0 ? [] : [`${wide} px too wide`])].map((fault) => `${url} ${fault}`),
        );
      }
      expect(faults).toEqual([]);
      await context.close();
    });
  });
});
