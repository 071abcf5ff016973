import { type TOTP, URI } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminSiteOf } from '../../src/config/admin-site.js';
import { readConfig } from '../../src/config/read-config.js';
import { makeFirstLink } from '../../src/operators/links.js';
import { openOperators } from '../../src/operators/operators-context.js';
import { hasChromium, openChromium } from '../support/accessibility.js';
import { freePort } from '../support/free-port.js';
import { type OpenWeb, openWeb } from '../web/open-web.js';

const password = 'umbrella gravel tuesday lantern';
const MINUTE = 60_000;

interface OpenAdmin {
  readonly web: OpenWeb;
  readonly base: string;
  /** The link that a start on a terminal shows. */
  readonly begin: string;
}

/** A site that asks for a second factor, as any does that is reached over a network. */
async function openAdmin(): Promise<OpenAdmin> {
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const environment = { PUBLIC_URL: base, HOST: '0.0.0.0' };
  const web = await openWeb({ environment });
  await web.server.listen({ host: '127.0.0.1', port });
  const { database, keyring } = web;
  const log = { info: () => undefined, warn: () => undefined };
  const site = adminSiteOf(readConfig(environment));
  const operators = openOperators({
    ...{ database, log, site },
    clock: () => web.now,
    operatorKey: keyring.operatorKey,
  });
  const link = await makeFirstLink(operators);
  return { web, base, begin: link?.url ?? '' };
}

describe.skipIf(!hasChromium)('the admin in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  describe('without scripts', () => {
    let admin: OpenAdmin;
    let context: BrowserContext;
    let page: Page;
    let authenticator: TOTP;
    const code = () => authenticator.generate({ timestamp: admin.web.now.getTime() });
    const later = () => {
      admin.web.now = new Date(admin.web.now.getTime() + MINUTE);
    };
    const heading = () => page.locator('h1').innerText();

    beforeAll(async () => {
      admin = await openAdmin();
      context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-US' });
      page = await context.newPage();
    });
    afterAll(async () => {
      await context?.close();
      await admin?.web.close();
    });

    it('the first account is made behind a link, and sets up a second factor before anything else', async () => {
      await page.goto(admin.begin);
      expect(await heading()).toBe('The first account');
      await page.getByLabel('Your name').fill('Ada');
      await page.getByLabel('Address').fill('ada@example.org');
      await page.getByLabel('Password').fill('broadsheet broadsheet');
      await page.getByRole('button', { name: 'Go on with a password' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('quickly guessed');
      expect(await page.getByLabel('Your name').inputValue()).toBe('Ada');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Go on with a password' }).click();
      expect(await heading()).toBe('A second factor');
      await page.goto(`${admin.base}/admin/keys`);
      expect(await heading()).toBe('A second factor');
      const uri = await page.locator('a[href^="otpauth:"]').getAttribute('href');
      authenticator = URI.parse(uri ?? '') as TOTP;
      await page.getByLabel('Code of six digits').fill('000000');
      await page.getByRole('button', { name: 'Confirm' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('code is not right');
      await page.getByLabel('Code of six digits').fill(code());
      await page.getByRole('button', { name: 'Confirm' }).click();
      expect(await heading()).toBe('Recovery codes');
      expect(await page.locator('.codes li').count()).toBe(10);
    });

    it('the link works once', async () => {
      const stranger = await browser.newPage();
      await stranger.goto(admin.begin);
      expect(await stranger.locator('h1').innerText()).toBe('This link does not work any more');
      await stranger.close();
    });

    it('signs out, and in again by password and code', async () => {
      await page.getByRole('button', { name: 'Sign out' }).click();
      expect(await heading()).toBe('Sign in');
      await page.goto(`${admin.base}/admin/system/settings`);
      expect(await heading()).toBe('Sign in');
      await page.getByLabel('Address').fill('ada@example.org');
      await page.getByLabel('Password').fill('not the right one at all');
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await page.getByRole('alert').innerText()).toBe('The address or the password is not right.');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await heading()).toBe('Second step');
      await page.getByLabel('Code of your authenticator').fill(code());
      await page.getByRole('button', { name: 'Go on' }).click();
      expect(await page.getByRole('alert').innerText()).toContain('used already');
      later();
      await page.getByLabel('Code of your authenticator').fill(code());
      await page.getByRole('button', { name: 'Go on' }).click();
      expect(await heading()).toBe('Settings');
    });

    it('invites somebody, who gets in by the link that is shown once', async () => {
      await page.goto(`${admin.base}/admin/operators`);
      await page.getByLabel('editor').check();
      await page.getByRole('button', { name: 'Make the link' }).click();
      const link = await page.locator('.secret code').innerText();
      const guests = await browser.newContext({ javaScriptEnabled: false, locale: 'de-DE' });
      const guest = await guests.newPage();
      await guest.goto(link);
      expect(await guest.locator('.lead').innerText()).toContain('Redaktion');
      await guest.getByLabel('Ihr Name').fill('Bo');
      await guest.getByLabel('Adresse').fill('bo@example.org');
      await guest.getByLabel('Passwort').fill(password);
      await guest.getByRole('button', { name: 'Mit einem Passwort weiter' }).click();
      expect(await guest.locator('h1').innerText()).toBe('Ein zweiter Faktor');
      await guests.close();
      await page.goto(`${admin.base}/admin/operators`);
      expect(await page.locator('tbody').first().innerText()).toContain('bo@example.org');
    });

    it('asks again before a key is made, and shows the key once', async () => {
      admin.web.now = new Date(admin.web.now.getTime() + 11 * MINUTE);
      await page.goto(`${admin.base}/admin/keys`);
      await page.getByLabel('Name').fill('statistics');
      await page.getByLabel('numbers:read').check();
      await page.getByRole('button', { name: 'Make a key' }).click();
      expect(await heading()).toBe('Once more, who you are');
      await page.getByLabel('Code of your authenticator').fill(code());
      await page.getByRole('button', { name: 'Go on' }).click();
      expect(await heading()).toBe('API keys');
      await page.getByLabel('Name').fill('statistics');
      await page.getByLabel('numbers:read').check();
      await page.getByRole('button', { name: 'Make a key' }).click();
      expect(await page.locator('.secret code').innerText()).toMatch(/^bsk_[a-z2-7]{8}[\w-]{43}$/);
      await page.getByRole('link', { name: 'Back', exact: true }).click();
      await page.getByRole('link', { name: /^Revoke/ }).click();
      expect(await heading()).toBe('Revoke statistics');
      await page.getByRole('button', { name: 'Revoke' }).click();
      expect(await page.getByRole('status').innerText()).toBe('The key is revoked.');
    });

    it('finds all of it in the audit, without an address or a secret', async () => {
      await page.goto(`${admin.base}/admin/audit`);
      const told = await page.locator('table').innerText();
      for (const act of ['operator.create', 'totp.set', 'login.failed', 'login.succeeded', 'operator.invite'])
        expect(told).toContain(act);
      for (const act of ['key.make', 'key.revoke', 'session.end']) expect(told).toContain(act);
      expect(told).not.toMatch(/@example\.org|bsk_[a-z2-7]{8}[\w-]/);
      await page.getByLabel('What').fill('key');
      await page.getByRole('button', { name: 'Show' }).click();
      expect(await page.locator('tbody tr').count()).toBe(2);
      expect(admin.web.logged.join('\n')).not.toMatch(
        /ada@example\.org|bo@example\.org|admin\/begin\/[\w-]{43}/,
      );
    });
  });

  it('signs up, in, and before what asks again, by a passkey alone', async () => {
    const { web, base, begin } = await openAdmin();
    const context = await browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true } as const;
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...options,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto(begin);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByLabel('Address').fill('ada@example.org');
    await page.getByRole('button', { name: 'Go on with a passkey' }).click();
    await page.getByRole('status').getByText('You are signed in').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.goto(`${base}/admin/operators`);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Operators' }).waitFor();
    web.now = new Date(web.now.getTime() + 11 * MINUTE);
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByRole('heading', { name: 'Once more, who you are' }).waitFor();
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByRole('button', { name: 'Make the link' }).click();
    expect(await page.locator('.secret code').innerText()).toContain(`${base}/admin/invite/`);
    await page.goto(`${base}/admin/me`);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('status').getByText('This device has a passkey of yours already').waitFor();
    expect(faults).toEqual([]);
    await context.close();
    await web.close();
  });
});
