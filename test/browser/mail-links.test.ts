import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDeliveryContext } from '../../src/delivery/delivery-context.js';
import { sendNotices } from '../../src/delivery/send-notices.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { gatherDays } from '../../src/digests/gather-days.js';
import type { NoticeKind } from '../../src/model/delivery.js';
import { addDelivery } from '../../src/store/deliveries/deliveries.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { never } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { allTemplates } from '../rendering/email-templates.js';
import { site } from '../rendering/invented-digest.js';
import { hasChromium, openChromium } from '../support/accessibility.js';
import { listedPaper } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { putInState } from '../support/subscriber-state.js';
import { everyRow } from '../web/answered-digest.js';
import { type OpenWeb, openWeb, publicUrl, webSecrets } from '../web/open-web.js';

const TIMES = 20;
/** Each notice with the state of whom it is for. */
const notices: readonly (readonly [NoticeKind, string])[] = [
  ['confirmation', 'pending'],
  ['welcome', 'active'],
  ['goodbye', 'unsubscribed'],
  ['address-old', 'active'],
  ['address-new', 'active'],
  ['data-link', 'active'],
];
const digests = ['daily', 'weekly', 'gathered'] as const;

describe('the links of every mail', () => {
  let web: OpenWeb;
  let sink: SmtpSink;
  let url: string;
  /** Those that lead here, by the mail that they are in. */
  const links = new Map<string, readonly string[]>();

  beforeAll(async () => {
    [web, sink] = await Promise.all([openWeb(), startSmtpSink()]);
    url = await web.server.listen({ host: '127.0.0.1', port: 0 });
    await writeMails();
    await send();
    for (const { to, raw } of sink.messages) links.set(to[0]?.split('@')[0] ?? '', await linksOf(raw));
  });
  afterAll(async () => {
    await web.close();
    await sink.stop();
  });

  /** A reader for each kind of mail, who is called like it, and the mail in the ledger. */
  async function writeMails(): Promise<void> {
    const { database } = web;
    const dayIds: number[] = [];
    for (const day of ['2026-03-20', '2026-03-23']) {
      await savePapers(database, [listedPaper({ id: `2603.000${day.slice(8)}`, date: day })]);
      dayIds.push(await freeze('daily', day, day));
    }
    const ids = {
      daily: dayIds[1] ?? 0,
      weekly: await freeze('weekly', '2026-03-16', '2026-03-22'),
      gathered: await gatherDays(database, dayIds, web.now),
    };
    for (const kind of digests) {
      const { id } = await web.addReader(`${kind}@example.net`);
      expect(await addDelivery(database, ids[kind], id)).not.toBeNull();
    }
    for (const [kind, state] of notices) {
      const { id } = await web.addReader(`${kind}@example.net`);
      await putInState(database, state, [id]);
      await database.query('UPDATE subscribers SET confirm_serial = 3 WHERE id = $1', [id]);
      await database.query(
        `INSERT INTO notices (kind, subscriber_id, serial, domain, created_at) VALUES ($1, $2, 3, 'example.net', $3)`,
        [kind, id, web.now],
      );
      await database.query(
        `INSERT INTO address_changes (subscriber_id, serial, new_address, new_address_key, new_address_hash,
                                      requested_at, old_waits, new_waits)
         VALUES ($1, 3, $2::text, $2, convert_to($2, 'UTF8'), $3, false, false)`,
        [id, `${kind}@example.com`, web.now],
      );
    }
  }

  async function freeze(kind: 'daily' | 'weekly', period: string, listDate: string): Promise<number> {
    const order = { kind, period, listDate, now: web.now, strategy: 'upvotes' };
    const { id } = await assembleDigest(web.database, order);
    await releaseDigest(web.database, id, web.now);
    return id;
  }

  async function send(): Promise<void> {
    const smtp = { url: sink.url, name: 'sender.example.org' };
    const context = openDeliveryContext({
      database: web.database,
      templates: await allTemplates(),
      site: { ...site, publicUrl },
      keys: { secretKeys: webSecrets, keyring: web.keyring },
      signers: [],
      log: silent,
      clock: () => web.now,
      worker: 'worker',
      policy: 'hold',
      relayParts: [{ name: 'relay', smtp, connections: 1, noticeConnections: 1 }],
    });
    const { rows } = await web.database.query<{ id: number }>('SELECT id FROM slices ORDER BY id');
    for (const { id } of rows) await sendSlice(context, id, never);
    expect(await sendNotices(context, never)).toBe(notices.length);
    await Promise.all(context.relays.map((relay) => relay.close()));
  }

  /** The links of both parts and of the header, without those to other sites. */
  async function linksOf(raw: Buffer): Promise<readonly string[]> {
    const { html = '', text = '', headers } = await PostalMime.parse(raw);
    const listed = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const found = [
      ...html.matchAll(/href="([^"]+)"/g),
      ...text.matchAll(/(https?:\/\/\S+)/g),
      ...listed.matchAll(/<(https?:[^>]+)>/g),
    ].map(([, link = '']) => link.replaceAll('&amp;', '&'));
    const own = found.filter((link) => link.startsWith(publicUrl));
    return [...new Set(own)].map((link) => link.slice(publicUrl.length) || '/');
  }

  it.each([
    ['daily', ['/unsubscribe/', '/preferences/', '/answers/', '/digests/2026-03-23']],
    ['weekly', ['/unsubscribe/', '/preferences/', '/answers/', '/digests/2026-W12']],
    ['gathered', ['/unsubscribe/', '/preferences/', '/answers/', '/digests/2026-03-20--2026-03-23']],
    ['confirmation', ['/confirm/']],
    ['welcome', ['/current-digest/', '/unsubscribe/']],
    ['goodbye', ['/resume/']],
    ['address-old', ['/address-change/']],
    ['address-new', ['/address-change/']],
  ])('%s has those that it is for', (kind, paths) => {
    for (const path of paths) {
      expect(links.get(kind) ?? []).toContainEqual(expect.stringContaining(path));
    }
  });

  it(`change no row when each is fetched ${TIMES} times`, async () => {
    const before = await everyRow(web);
    for (const path of new Set([...links.values()].flat())) {
      const answers = await Promise.all(
        Array.from({ length: TIMES }, (_, n) => fetch(url + path, { method: n % 2 === 0 ? 'GET' : 'HEAD' })),
      );
      await Promise.all(answers.map((answer) => answer.arrayBuffer()));
      expect([path, ...new Set(answers.map(({ status }) => status))]).toEqual([path, 200]);
    }
    expect(await everyRow(web)).toEqual(before);
  });

  it.skipIf(!hasChromium)('change no row when they are opened in a browser with scripts', async () => {
    const before = await everyRow(web);
    const browser = await openChromium();
    try {
      const page = await browser.newPage();
      // One of each page: what differs between them was fetched above.
      const pages = new Map(
        [...links.values()].flat().map((path) => [path.replace(/[\w-]{40}0?/, ''), path]),
      );
      for (const path of pages.values()) {
        await page.goto(url + path, { waitUntil: 'networkidle' });
        // Some programs fetch what the pointer rests on.
        for (const further of await page.getByRole('main').getByRole('link').all()) await further.hover();
      }
    } finally {
      await browser.close();
    }
    expect(await everyRow(web)).toEqual(before);
  });
});
