import { text as textOf } from 'node:stream/consumers';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import PostalMime from 'postal-mime';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryContext, openDeliveryContext } from '../../src/delivery/delivery-context.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { releaseDue } from '../../src/jobs/release-due.js';
import { sendTestByWorker } from '../../src/jobs/send-test-copy.js';
import { writeDeliveries } from '../../src/store/deliveries/deliveries.js';
import { findDigest, releaseDigest } from '../../src/store/digests/digests.js';
import { findOperator } from '../../src/store/operators/operators.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { goThroughImports } from '../../src/subscribers/import/go-through-lines.js';
import { shippedVocabulary } from '../../src/topics/vocabulary.js';
import { never } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { type Receiver, startReceiver } from '../outbound/receiver.js';
import { allTemplates } from '../rendering/email-templates.js';
import { site } from '../rendering/invented-digest.js';
import { hasChromium, openChromium } from '../support/accessibility.js';
import { freePort } from '../support/free-port.js';
import { listedPaper } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { putInState } from '../support/subscriber-state.js';
import { waitFor } from '../support/wait-for.js';
import { addOperator, COOKIE, signedIn } from '../web/admin/operator-sessions.js';
import { type OpenWeb, openWeb, webSecrets } from '../web/open-web.js';

const review = {
  ...{ digestTime: '08:00', digestTimezone: 'UTC', digestReviewMinutes: 45, topics: shippedVocabulary },
  ...{ digestApproval: 'second' as const, mostPapers: { weekly: 30, monthly: 50 } },
};
/** Counts are kept for two seconds, and renewed as often. */
const LOOK_AGAIN_MS = 250;
/** Counting takes longer where the machine has other things to do, and is asked for the more seldom then. */
const WITHIN_MS = 120_000;
const INTRO = 'Read the second one first.';

describe.skipIf(!hasChromium)('an operator’s day in a browser', () => {
  let web: OpenWeb;
  let base: string;
  let sink: SmtpSink;
  let receiver: Receiver;
  let delivery: DeliveryContext;
  let browser: Browser;
  let stopWorkers: () => Promise<void>;
  const operators = { ada: 0, bo: 0 };

  beforeAll(async () => {
    const port = await freePort();
    base = `http://localhost:${port}`;
    const environment = {
      ...{ PUBLIC_URL: base, WEBHOOK_PRIVATE: 'on' },
      ...{ DIGEST_REVIEW: '45', DIGEST_APPROVAL: 'second' },
    };
    // The connection of one reader is cut when their message has arrived: nobody knows then.
    const onData = ({ to }: { readonly to: readonly string[] }) =>
      to[0]?.startsWith('lost') ? ('drop' as const) : undefined;
    [web, sink, receiver, browser] = await Promise.all([
      openWeb({ environment, now: new Date('2026-03-24T06:00:00Z') }),
      startSmtpSink({ onData }),
      startReceiver(),
      openChromium(),
    ]);
    await web.server.listen({ host: '127.0.0.1', port });
    operators.ada = await addOperator(web, 'owner', 'Ada');
    operators.bo = await addOperator(web, 'operator', 'Bo');
    for (const name of ['first', 'second', 'lost']) await web.addReader(`${name}@readers.example`);
    const gone = await web.addReader('gone@readers.example');
    await putInState(web.database, 'unsubscribed', [gone.id]);
    delivery = await openDelivery();
    stopWorkers = startWorkers();
  });
  afterAll(async () => {
    await stopWorkers?.();
    await Promise.all((delivery?.relays ?? []).map((relay) => relay.close()));
    await browser?.close();
    await web?.close();
    await Promise.all([sink?.stop(), receiver?.close()]);
  });

  async function openDelivery(): Promise<DeliveryContext> {
    const smtp = { url: sink.url, name: 'sender.example.org' };
    return openDeliveryContext({
      ...{ database: web.database, templates: await allTemplates(), site: { ...site, publicUrl: base } },
      ...{ keys: { secretKeys: webSecrets, keyring: web.keyring }, signers: [], log: silent },
      ...{ clock: () => web.now, worker: 'worker', policy: 'hold' },
      relayParts: [{ name: 'relay', smtp, connections: 1, noticeConnections: 1 }],
    });
  }

  /** What the pages hand over, by the queues that they hand it to. */
  function startWorkers(): () => Promise<void> {
    const { database, keyring } = web;
    const importing = { database, keyring, clock: () => web.now, log: silent };
    const workers = [
      web.backend.openWorker('mail', ({ data }) => sendTestByWorker(delivery, review, data.test, never)),
      web.backend.openWorker('deliver', async ({ data }) => {
        await sendSlice(delivery, data.sliceId, never);
      }),
      web.backend.openWorker('import', async () => {
        await goThroughImports(importing, never);
      }),
    ];
    return async () => {
      await Promise.all(workers.map((worker) => worker.close()));
    };
  }

  describe.each([
    ['without scripts', false, '2026-03-24'],
    ['with scripts', true, '2026-03-25'],
  ] as const)('%s', (_, javaScriptEnabled, day) => {
    const contexts: BrowserContext[] = [];
    const desk = `/admin/digests/${day}`;
    let ada: Page;
    let bo: Page;

    beforeAll(async () => {
      web.now = new Date(`${day}T07:00:00Z`);
      const observedAt = new Date(`${day}T04:00:00Z`);
      const ids = [1, 2].map((number) => `2603.${day.slice(8)}00${number}`);
      await savePapers(
        web.database,
        ids.map((id) => listedPaper({ id, date: day, observedAt })),
      );
      [ada, bo] = [await visit(operators.ada), await visit(operators.bo)];
    });
    afterAll(async () => {
      for (const context of contexts) await context.close();
    });

    const freeze = () =>
      assembleDigest(web.database, {
        ...{ kind: 'daily', period: day, listDate: day, strategy: 'upvotes', now: web.now },
      });
    async function visit(operatorId: number): Promise<Page> {
      const context = await browser.newContext({ javaScriptEnabled, locale: 'en-US' });
      contexts.push(context);
      const token = await signedIn(web, operatorId);
      await context.addCookies([{ name: COOKIE, value: token, url: base }]);
      return context.newPage();
    }
    const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
    const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();
    const said = (page: Page) => page.getByRole('status').first().innerText();
    const shown = (page: Page) => page.locator('main').innerText();
    /** What a page says in the end: by itself where scripts run, and else to whoever looks again. */
    const says = (page: Page, words: string) =>
      waitFor(
        words,
        async () => {
          if ((await shown(page)).includes(words)) return true;
          await lookAgain(page);
          return false;
        },
        WITHIN_MS,
      );
    const lookAgain = async (page: Page) => {
      await page.waitForTimeout(LOOK_AGAIN_MS);
      if (!javaScriptEnabled) await page.reload();
    };

    // The desk and the readers have no script: they are walked through without.
    if (!javaScriptEnabled) {
      it('a digest is held before it freezes, changed, frozen again, and approved by whoever did not edit it', async () => {
        await ada.goto(`${base}/admin`);
        await ada.locator(`a[href="${desk}"]`).first().click();
        await ada.getByLabel('Why (kept with the hold)').fill('Bo has a word to add');
        await press(ada, 'Hold it');
        expect(await said(ada)).toBe('It is held.');
        await ada.goto(`${base}/admin/digests`);
        expect(await ada.locator('table').first().innerText()).toContain('Held');
        web.now = new Date(`${day}T07:15:00Z`);
        await freeze();
        await bo.goto(base + desk);
        expect(await shown(bo)).toContain('Held by Ada since');
        await bo.locator('#intro-en').fill(INTRO);
        await press(bo, 'Save English');
        expect(await said(bo)).toContain('Intro and subject are saved');
        await ada.goto(base + desk);
        expect(await shown(ada)).toContain('Freeze it again to take that in');
        await follow(ada, 'Freeze it again');
        await press(ada, 'Freeze it again');
        expect(await said(ada)).toBe('It is frozen again.');
        await press(ada, 'Lift the hold');
        expect(await said(ada)).toBe('The hold is lifted.');
        await bo.goto(base + desk);
        await press(bo, 'Approve it');
        expect(await bo.getByRole('alert').innerText()).toContain('somebody else has to approve it');
      });

      it('a test copy comes as a real mail, and what is approved goes out at its hour', async () => {
        const before = sink.messages.length;
        await ada.goto(`${base}${desk}/preview`);
        await press(ada, 'Send a test');
        expect(await said(ada)).toContain('The test is on its way');
        await waitFor('the test', () => sink.messages.length > before);
        const mail = await PostalMime.parse(sink.messages.at(-1)?.raw ?? '');
        const { address } = (await findOperator(web.database, operators.ada)) ?? {};
        expect(sink.messages.at(-1)?.to).toEqual([address]);
        expect(mail.subject).toMatch(/^\[Test\] /);
        expect(mail.text).toContain(INTRO);
        await ada.goto(base + desk);
        await press(ada, 'Approve it');
        expect(await said(ada)).toBe('It is approved.');
        expect((await web.server.inject({ url: `/digests/${day}` })).statusCode, 'nobody’s yet').toBe(404);
        web.now = new Date(`${day}T08:00:05Z`);
        await releaseDue({ database: web.database, clock: () => web.now, config: review, log: silent });
        await ada.reload();
        expect(await shown(ada)).toContain('it is public, and readers get it at their own times');
      });
    } else {
      beforeAll(async () => {
        await freeze();
        const { id = 0 } = (await findDigest(web.database, 'daily', day)) ?? {};
        web.now = new Date(`${day}T08:00:05Z`);
        await releaseDigest(web.database, id, web.now);
        await ada.goto(base + desk);
      });
    }

    it('the mailing is paused, goes on, and what is uncertain is settled', async () => {
      const before = sink.messages.length;
      const { id = 0 } = (await findDigest(web.database, 'daily', day)) ?? {};
      const [slice = 0] = await writeDeliveries(web.database, id, 10);
      await follow(ada, 'Mailing');
      await ada.getByLabel('Why (for whoever lets it go on)').fill('a word is wrong');
      await press(ada, 'Pause the mailing');
      expect(await said(ada)).toBe('The mailing is paused.');
      expect(await shown(ada)).toContain('Paused by an operator: a word is wrong.');
      await sendSlice(delivery, slice, never);
      expect(sink.messages.length).toBe(before);
      await press(ada, 'Let it go on');
      expect(await said(ada)).toBe('The mailing goes on.');
      // Those who came by the list of the walk before are readers by now.
      await says(ada, `It went out to ${javaScriptEnabled ? 4 : 2} readers.`);
      expect(sink.messages.slice(before).map(({ to }) => to[0])).toEqual(
        expect.arrayContaining(['first@readers.example', 'second@readers.example', 'lost@readers.example']),
      );
      await follow(ada, 'Uncertain');
      await ada.getByLabel('lost@readers.example').check();
      await press(ada, 'They did not arrive');
      expect(await said(ada)).toBe('Settled.');
      expect(await shown(ada)).toContain('Of no delivery of this digest it is uncertain');
    });

    if (!javaScriptEnabled)
      it('a reader is found, and the page says why they got nothing', async () => {
        for (const [part, why] of [
          ['lost@', 'Did not get “'],
          ['gone@', 'Gets no mail: they left on'],
        ] as const) {
          await bo.goto(`${base}/admin/readers`);
          await bo.getByLabel('Address', { exact: true }).fill(part);
          await press(bo, 'Show');
          expect(bo.url(), 'no address stands in an address').not.toContain('%40');
          await bo.getByRole('link', { name: part }).click();
          expect(await bo.locator('.reader-why').innerText()).toContain(why);
        }
      });

    it('a list with faults comes in, and what could not be used is mended and brought again', async () => {
      const addresses = ['ada', 'bob'].map((name) => `${name}-${day}@lists.example`);
      const lines = ['Email,Name', `${addresses[0]},Ada`, `${addresses[1]?.replace('@', '@@')},Bob`];
      const bring = async (name: string, text: string) => {
        await ada.goto(`${base}/admin/imports`);
        const file = { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
        await ada.getByLabel('File').setInputFiles(file);
        await press(ada, 'Upload');
        expect(await ada.locator('h1').innerText()).toBe(name);
      };
      const report = async (heading: string) => {
        await waitFor(
          heading,
          async () => {
            const text = await shown(ada);
            if (text.includes(heading)) return true;
            // With scripts the page shows by itself what it came to.
            if (!javaScriptEnabled) await lookAgain(ada);
            return false;
          },
          WITHIN_MS,
        );
        return shown(ada);
      };
      await bring('people.csv', lines.join('\n'));
      await ada.getByLabel('Add: they agreed elsewhere').check();
      await ada.getByLabel('What they were told, word for word').fill('One mail a day, at eight.');
      await ada.getByLabel(/^Where: the page/).fill('https://old.example/join');
      await ada.getByLabel('Since when').fill('2024-05-31');
      await press(ada, 'Check every line');
      expect(await report('What would become of each line')).toMatch(/1\s*cannot be used/);
      await press(ada, 'Add 1 reader');
      await report('What became of each line');
      const [download] = await Promise.all([
        ada.waitForEvent('download'),
        follow(ada, 'Download what cannot be used'),
      ]);
      const problems = await textOf(await download.createReadStream());
      expect(problems).toContain('This is not an address that mail can be sent to.');
      await bring('mended.csv', problems.replace('@@', '@'));
      await press(ada, 'Check every line');
      await report('What would become of each line');
      await press(ada, 'Add 1 reader');
      await report('What became of each line');
      const { rows } = await web.database.query<{ address: string }>(
        `SELECT address FROM subscribers WHERE state = 'active' AND address = ANY ($1) ORDER BY address`,
        [addresses],
      );
      expect(rows.map(({ address }) => address)).toEqual(addresses);
    });
  });

  it('a receiver verifies the test that is sent from the page of its endpoint', async () => {
    // A receiver refuses what was signed long ago.
    web.now = new Date();
    const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
    const token = await signedIn(web, operators.ada);
    await context.addCookies([{ name: COOKIE, value: token, url: base }]);
    const page = await context.newPage();
    await page.goto(`${base}/admin/webhooks`);
    await page.getByLabel('Name').fill('Dashboard');
    await page.getByLabel('Address', { exact: true }).fill(`${receiver.url}/hook`);
    await page.getByRole('button', { name: 'Make an endpoint' }).click();
    const secret = await page.locator('.secret code').innerText();
    await page.getByRole('link', { name: 'To the endpoint' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    expect(await page.getByRole('status').innerText()).toBe('The test was taken.');
    const received = receiver.received.at(-1);
    expect(received?.path).toBe('/hook');
    expect(received && new Webhook(secret).verify(received.body, received.headers)).toMatchObject({
      type: 'webhook.test',
    });
    await context.close();
  });
});
