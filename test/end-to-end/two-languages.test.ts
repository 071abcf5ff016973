import PostalMime from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeliveryContext, openDeliveryContext } from '../../src/delivery/delivery-context.js';
import { fanOut } from '../../src/delivery/due/fan-out.js';
import { sendNotices } from '../../src/delivery/send-notices.js';
import { sendSlice } from '../../src/delivery/send-slice.js';
import { assembleDigest } from '../../src/digests/assemble-digest.js';
import { releaseDigest } from '../../src/store/digests/digests.js';
import { savePapers } from '../../src/store/papers/papers.js';
import { defaultSignupLimits } from '../../src/subscribers/decide-signup.js';
import { processSignups } from '../../src/subscribers/process-signups.js';
import { never } from '../delivery/delivery-bed.js';
import { silent } from '../jobs/each-backend.js';
import { allTemplates } from '../rendering/email-templates.js';
import { site } from '../rendering/invented-digest.js';
import { checkMessage } from '../support/check-message.js';
import { listedPaper } from '../support/listed-paper.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { type OpenWeb, openWeb, publicUrl, webSecrets } from '../web/open-web.js';

describe('readers of two languages', () => {
  let web: OpenWeb;
  let sink: SmtpSink;
  let context: DeliveryContext;

  beforeAll(async () => {
    [web, sink] = await Promise.all([openWeb(), startSmtpSink()]);
    const smtp = { url: sink.url, name: 'sender.example.org' };
    context = openDeliveryContext({
      ...{ database: web.database, templates: await allTemplates(), site: { ...site, publicUrl } },
      keys: { secretKeys: webSecrets, keyring: web.keyring },
      ...{ signers: [], log: silent, clock: () => web.now, worker: 'worker', policy: 'hold' },
      relayParts: [{ name: 'relay', smtp, connections: 1, noticeConnections: 1 }],
    });
  });
  afterAll(async () => {
    await Promise.all(context.relays.map((relay) => relay.close()));
    await web.close();
    await sink.stop();
  });

  const addressOf = (language: string) => `${language}@example.net`;

  /** What came to a reader since the last time, checked and parsed. */
  async function mailTo(language: string, expectList = false) {
    const index = sink.messages.findIndex(({ to }) => to.includes(addressOf(language)));
    const [message] = sink.messages.splice(index, index < 0 ? 0 : 1);
    if (message === undefined) throw new Error(`nothing came in ${language}`);
    expect(await checkMessage(message.raw, { expectList })).toEqual([]);
    const mail = await PostalMime.parse(message.raw);
    expect(mail.headers).toContainEqual(
      expect.objectContaining({ key: 'content-language', value: language }),
    );
    expect(mail.html).toMatch(new RegExp(`<html[^>]* lang="${language}"`));
    return mail;
  }

  async function subscribe(language: string, acceptLanguage: string): Promise<void> {
    const answer = await web.server.inject({
      method: 'POST',
      url: '/subscribe',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'accept-language': acceptLanguage,
      },
      payload: new URLSearchParams({ address: addressOf(language) }).toString(),
    });
    expect(answer.statusCode).toBe(200);
  }

  async function subjects(): Promise<readonly (string | undefined)[]> {
    return [(await mailTo('de')).subject, (await mailTo('en')).subject];
  }

  it('are asked to confirm, welcomed and sent one digest, each in their own', async () => {
    await subscribe('de', 'de-AT,de;q=0.9,en;q=0.5');
    await subscribe('en', 'fr,en;q=0.5');
    await processSignups(web.database, {
      keyring: web.keyring,
      now: web.now,
      limits: defaultSignupLimits,
    });
    await sendNotices(context, never);
    const german = await mailTo('de');
    expect(german.subject).toBe('Bitte bestätigen Sie Ihr Abonnement von Broadsheet');
    expect((await mailTo('en')).subject).toBe('Confirm your subscription to Broadsheet');
    expect(german.text).toContain('NOCH EIN SCHRITT');

    const { rows } = await web.database.query<{ id: number }>('SELECT id FROM subscribers ORDER BY id');
    for (const { id } of rows) await web.post(`/confirm/${web.token('confirm', id, 1)}`);
    await sendNotices(context, never);
    expect(await subjects()).toEqual(['Sie haben Broadsheet abonniert', 'You are subscribed to Broadsheet']);

    await savePapers(
      web.database,
      ['2603.00001', '2603.00002'].map((id) => listedPaper({ id, date: '2026-03-24', upvotes: 30 })),
    );
    const order = {
      kind: 'daily',
      period: '2026-03-24',
      listDate: '2026-03-24',
      strategy: 'upvotes',
    } as const;
    const { id } = await assembleDigest(web.database, { ...order, now: web.now });
    await releaseDigest(web.database, id, web.now);
    const slices = await fanOut(web.database, id);
    // Who chooses another language now has it from the next digest on: this one is decided.
    await web.database.query("UPDATE subscribers SET language = 'en'");
    for (const slice of slices) await sendSlice(context, slice, never);
    const digest = await mailTo('de', true);
    expect(digest.subject).toMatch(/ und 1 weitere$/);
    expect(digest.text).toContain('Dienstag, 24. März 2026');
    expect(digest.html).toContain('Abbestellen');
    const english = await mailTo('en', true);
    expect(english.subject).toMatch(/, and 1 more$/);
    expect(english.text).toContain('Tuesday, March 24, 2026');
  });

  it('change it on the page of their preferences, and take that back', async () => {
    const { id } = await web.addReader('changes@example.net');
    const page = `/preferences/${web.token('preferences', id)}`;
    const language = async () =>
      (await web.database.query('SELECT language FROM subscribers WHERE id = $1', [id])).rows[0]?.language;
    const weekdays = '1';
    const saved = await web.post(page, { language: 'de', frequency: 'daily', weekdays });
    expect(await language()).toBe('de');
    expect(saved.body).toMatch(/<option value="de" lang="de" selected>Deutsch/);
    const [, undo = ''] = /name="restore" value="([^"]+)"/.exec(saved.body) ?? [];
    await web.post(page, { restore: undo.replaceAll('&#34;', '"') });
    expect(await language()).toBe('en');
    await web.post(page, { language: 'tlh', frequency: 'daily', weekdays });
    expect(await language()).toBe('en');
  });
});
