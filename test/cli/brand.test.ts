import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invented } from '../brand/png.js';
import { commandInProcess } from '../support/command-in-process.js';

let folder: string;
let out: string;
let environment: Record<string, string>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'brand-'));
  out = await mkdtemp(join(tmpdir(), 'brand-out-'));
  await writeFile(join(folder, 'logo.png'), invented(100, 40));
  environment = {
    SITE_NAME: 'Ours & Theirs',
    BRAND: folder,
    ACCENT_LIGHT: '0B5394',
    IMPRINT_URL: 'https://example.org/imprint',
  };
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(out, { recursive: true });
});

describe('broadsheet brand', () => {
  it('lists what is in force, and what is not set', async () => {
    const { code, out: told } = await commandInProcess(['brand'], environment);
    expect(code).toBe(0);
    expect(told).toMatch(/^pictures +logo\.png 100 × 40, \d+ bytes$/m);
    expect(told).toMatch(/^ +no logo-dark: in the dark theme the logo stands on a light ground$/m);
    expect(told).toMatch(/^imprint +https:\/\/example\.org\/imprint$/m);
    expect(told).toMatch(/^privacy +\(not set\)$/m);
    expect(told).toMatch(/^light +#0B5394 on #FBFAF7: 7\.50:1, needs 4\.5:1 \(links on the background\)$/m);
    expect(told).toMatch(/^dark +#F0907E on #1B1E24: /m);
  });

  it('writes a preview that needs nothing else, and never over what is none', async () => {
    const file = join(out, 'preview.html');
    const args = ['brand', '--preview', file, '--language', 'de'];
    const { code, out: told } = await commandInProcess(args, environment);
    expect([code, told.split('\n').at(-2)]).toEqual([0, `The preview is ${file}; open it in a browser.`]);
    const page = await readFile(file, 'utf8');
    expect(page.match(/<iframe /g)).toHaveLength(6);
    expect(page).toContain('>7.50:1<');
    expect(page).toContain('Impressum');
    expect(page).toContain('data:image/png;base64,');
    // Nothing is fetched, and nothing runs.
    expect(page).not.toMatch(/<(?:script|link)|&#60;(?:script|link)|src=(?:"|&#34;)(?!data:)/);
    await writeFile(file, `${page}\n`);
    expect((await commandInProcess(args, environment)).code).toBe(0);
    await writeFile(file, 'My own words');
    const refused = await commandInProcess(args, environment);
    expect(refused.code).toBe(65);
    expect(refused.err).toContain('is no preview of a brand; name another file');
    expect(await readFile(file, 'utf8')).toBe('My own words');
  });

  it('says all that is wrong with the settings, and where a preview cannot be written', async () => {
    const wrong = { ...environment, ACCENT_DARK: '000080', CONTACT: 'nobody' };
    const refused = await commandInProcess(['brand', '--preview', join(out, 'x.html')], wrong);
    expect(refused.code).toBe(78);
    expect(refused.err).toMatch(/- ACCENT_DARK: #000080 with #1B1E24 has a contrast of /);
    expect(refused.err).toContain('- CONTACT: expected an address');
    const nowhere = await commandInProcess(['brand', '--preview', join(out, 'no/where.html')], environment);
    expect([nowhere.code, nowhere.err]).toEqual([65, expect.stringContaining('cannot be written (ENOENT)')]);
  });
});
