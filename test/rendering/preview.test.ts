import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composePreview, messageNames, previewMessage } from '../../preview/messages.js';
import { languages } from '../../src/model/language.js';
import { proveTemplates } from '../../src/rendering/prove-templates.js';
import { allTemplates } from './email-templates.js';
import { site } from './invented-digest.js';

/** Gmail cuts what is longer. */
const GMAIL_CLIPS_AT = 102 * 1024;

describe('every sample', async () => {
  const templates = await allTemplates();
  const all = messageNames.flatMap((name) => languages.map((language) => [name, language] as const));

  it.each(all)('%s, %s, makes a message that is not too long', async (name, language) => {
    const raw = await composePreview(templates[language], name);
    expect(raw?.toString('latin1')).toMatch(/^Date: |^To: /m);
    const [, html = ''] = raw?.toString('latin1').split('Content-Type: text/html') ?? [];
    expect(html.length).toBeGreaterThan(1_000);
    expect(html.length).toBeLessThan(GMAIL_CLIPS_AT);
  });

  it('is one of those that there are', async () => {
    expect(await previewMessage('toString', 'en', null)).toBeNull();
  });
});

describe('templates of one’s own', () => {
  let own: string;

  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'own-templates-'));
  });
  afterEach(() => rm(own, { recursive: true }));

  it('take the place of those with the same name', async () => {
    await writeFile(join(own, 'welcome.txt.liquid'), 'A welcome of our own.\n');
    const raw = await previewMessage('welcome', 'de', own);
    expect(raw?.toString()).toContain('A welcome of our own.');
    await proveTemplates(await allTemplates(own), site);
  });

  it.each([
    [
      'welcome.txt.liquid',
      'Hello {{ nobody }}',
      /welcome\.txt\.liquid cannot be used: undefined variable: nobody/,
    ],
    ['digest.txt.liquid', '{% for x %}', /digest\.txt\.liquid cannot be used: /],
    ['digest.mjml', '<mjml><mj-body><p></mj-body></mjml>', /digest\.mjml cannot be used: line 1: /],
    [
      'welcom.mjml',
      '<mjml></mjml>',
      /welcom\.mjml cannot be used: no template has this name; there are address-new\.mjml/,
    ],
    ['tokens.json', '{', /tokens\.json cannot be used: expected a JSON object of colours/],
  ])('with a fault in %s end the start', async (file, source, reason) => {
    await writeFile(join(own, file), source);
    const proven = allTemplates(own).then((templates) => proveTemplates(templates, site));
    await expect(proven).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(reason),
    });
  });
});

const spamassassin = '/usr/bin/spamassassin';

/** The score by the rules that need no network. */
function scoreOf(message: Buffer): Promise<{ readonly score: number; readonly rules: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(spamassassin, ['-L', '-t'], { maxBuffer: 4e6 }, (error, output) => {
      const [, score] = /^X-Spam-Status: .*?score=(-?[\d.]+)/ms.exec(output) ?? [];
      const [, rules = ''] = /tests=([\w,\s]+?)\s*autolearn/s.exec(output) ?? [];
      if (score === undefined) reject(error ?? new Error('no score'));
      else resolve({ score: Number(score), rules: rules.replace(/\s/g, '') });
    });
    child.stdin?.end(message);
  });
}

describe.skipIf(!existsSync(spamassassin))('SpamAssassin', () => {
  it.each(
    [
      'a usual day',
      'thirty papers',
      'confirmation',
      'welcome',
      'goodbye',
      'address-old',
      'address-new',
    ].flatMap((name) => languages.map((language) => [name, language] as const)),
  )('takes %s, %s, for no spam', async (name, language) => {
    const raw = await previewMessage(name, language, null);
    const { score, rules } = await scoreOf(raw ?? Buffer.alloc(0));
    expect(score, rules).toBeLessThan(1);
  });
});
