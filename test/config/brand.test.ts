import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf } from '../../src/config/read-config.js';
import { readSettings } from '../../src/config/read-settings.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-brand-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configFrom(toml: string, environment: Record<string, string> = {}, dotenv = '') {
  const file = join(folder, 'settings');
  writeFileSync(file, toml);
  writeFileSync(join(folder, 'dotenv'), dotenv);
  const config = () => configOf(readSettings({ environment, file, dotenv: join(folder, 'dotenv') }));
  try {
    return { config: config(), faults: [] };
  } catch (error) {
    return { config: null, faults: (error as Error).message.replaceAll(file, 'file').split('\n').slice(1) };
  }
}

describe('the brand', () => {
  it('is the same from the file and from the environment', () => {
    const brand = mkdtempSync(join(tmpdir(), 'broadsheet-logo-'));
    writeFileSync(join(brand, 'logo.svg'), '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>');
    const fromFile = configFrom(`[brand]
folder = "${brand}"
accent_light = "#0b5394"
accent_dark = "9fc5f0"
imprint_url = "https://example.org/legal?part=1#imprint"
privacy_url = "http://example.org/privacy"
contact = "Editors+papers@Example.org"
`);
    const fromEnvironment = configFrom('', {
      BRAND: brand,
      ACCENT_LIGHT: '0B5394',
      ACCENT_DARK: '#9FC5F0',
      IMPRINT_URL: 'https://example.org/legal?part=1#imprint',
      PRIVACY_URL: 'http://example.org/privacy',
      CONTACT: 'Editors+papers@Example.org',
    });
    expect(fromFile.faults).toEqual([]);
    expect(fromFile.config?.brand).toEqual(fromEnvironment.config?.brand);
    expect(fromFile.config?.brand).toMatchObject({
      accents: { light: '#0B5394', dark: '#9FC5F0' },
      links: {
        imprintUrl: 'https://example.org/legal?part=1#imprint',
        contact: { shown: 'Editors+papers@Example.org', url: 'mailto:Editors+papers@Example.org' },
      },
    });
    expect(fromFile.config?.brand.files.get('logo.svg')).toMatchObject({ width: 9, type: 'image/svg+xml' });
    rmSync(brand, { recursive: true });
  });

  it('has all its faults in the one message of the settings', () => {
    const { faults } = configFrom(
      `port = "many"
[brand]
accent_light = "#FFCC00"
imprint_url = "ftp://example.org"
logo = "logo.svg"
`,
      {
        ACCENT_DARK: 'red',
        PRIVACY_URL: 'https://user:secret@example.org/',
        CONTACT: 'nobody',
        BRAND: join(folder, 'nowhere'),
      },
    );
    expect([...faults].sort()).toEqual([
      '- ACCENT_DARK: expected a colour of six hexadecimal digits, such as 8A2B1D',
      '- BRAND: expected a folder that can be read',
      '- CONTACT: expected an address or an http(s) URL',
      '- PRIVACY_URL: expected an http(s) URL',
      '- brand.accent_light (file:3): #FFCC00 with #FBFAF7 has a contrast of 1.44:1 (links on the background, light theme), and needs 4.5:1 for text and 3:1 for edges (WCAG 2); the nearest colour that passes is #8D7000',
      '- brand.imprint_url (file:4): expected an http(s) URL',
      expect.stringMatching(/^- brand\.logo \(file:5\): unknown/),
      '- port (file:1): expected a port number',
    ]);
  });

  it('is not passed over where its colour is a comment of .env', () => {
    expect(configFrom('', {}, '# ours\nACCENT_LIGHT=#0B5394\nACCENT_DARK="#9FC5F0"\n').faults).toEqual([
      '- ACCENT_LIGHT (.env:2): a # begins a comment here; leave it out, as in 8A2B1D',
    ]);
  });

  it.each([
    ['https://example.org/contact', 'https://example.org/contact', 'https://example.org/contact'],
    ["o'brien%x?y&z@example.org", "o'brien%x?y&z@example.org", "mailto:o'brien%25x%3Fy%26z@example.org"],
    ['mailto:Editors+papers@Example.org', 'Editors+papers@Example.org', 'mailto:Editors+papers@Example.org'],
    ['MAILTO:o%27brien%3F@example.org', "o'brien?@example.org", "mailto:o'brien%3F@example.org"],
  ])('is reached at %s, shown as %s, by %s', (contact, shown, url) => {
    expect(configFrom('', { CONTACT: contact }).config?.brand.links.contact).toEqual({ shown, url });
  });

  it.each([
    'mailto:',
    'mailto:nobody',
    'mailto:a%ZZ@example.org',
    'mailto:a@example.org?subject=x',
    'mailto:a?cc=b@example.org',
  ])('is not reached at %s', (contact) => {
    expect(configFrom('', { CONTACT: contact }).faults).toEqual([
      '- CONTACT: expected an address or an http(s) URL',
    ]);
  });
});
