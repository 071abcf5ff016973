import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PostalMime from 'postal-mime';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { composePreview, messageNames, previewMessage } from '../../preview/messages.js';
import { defaultLanguage, type Language, languages } from '../../src/model/language.js';
import { proveTemplates } from '../../src/rendering/prove-templates.js';
import { allTemplates, emailFolder } from './email-templates.js';
import { site } from './invented-digest.js';

/** Gmail cuts what is longer. */
const GMAIL_CLIPS_AT = 102 * 1024;

describe('every sample', async () => {
  const templates = await allTemplates();
  const all = messageNames.flatMap((name) => languages.map((language) => [name, language] as const));
  const composed = new Map<string, Promise<Buffer | null>>();
  const composedOnce = (name: string, language: Language): Promise<Buffer | null> => {
    const key = `${language} ${name}`;
    const raw = composed.get(key) ?? composePreview(templates[language], name);
    composed.set(key, raw);
    return raw;
  };

  it.each(all)('%s, %s, makes a message that is not too long', async (name, language) => {
    const raw = await composedOnce(name, language);
    expect(raw?.toString('latin1')).toMatch(/^Date: |^To: /m);
    const [, html = ''] = raw?.toString('latin1').split('Content-Type: text/html') ?? [];
    expect(html.length).toBeGreaterThan(1_000);
    expect(html.length).toBeLessThan(GMAIL_CLIPS_AT);
  });

  it.each(all)('%s, %s, has a text that reads well by itself', async (name, language) => {
    const { text = '' } = await PostalMime.parse((await composedOnce(name, language)) ?? '');
    const lines = text.trimEnd().split('\n');
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(text.trimEnd()).not.toMatch(/\n\n\n/);
    // A word without an end stays whole, and a site's name of 60 characters has a line that is a little longer.
    const broken = lines.filter((line) => line.length > 80 && !/\S{60}/.test(line));
    expect(broken).toEqual([]);
    // The way to the web is one line of the head.
    const inText = lines.filter((line) => /https?:/.test(line) && !/^(?: {4}\w+)? *https?:\S+$/.test(line));
    expect(
      inText.filter((line) => !lines.slice(0, 4).includes(line) || !/^[^:]+: https?:\S+$/.test(line)),
    ).toEqual([]);
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
    await writeFile(
      join(own, 'welcome.txt.liquid'),
      'A welcome of our own: {{ reader.actionUrl }} {{ reader.unsubscribeUrl }} {{ site.postalAddress }}\n',
    );
    const raw = await previewMessage('welcome', 'de', own);
    expect(raw?.toString()).toContain('A welcome of our own:');
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
    [
      'parts/footer.mjml',
      '<mj-section><mj-column><mj-text>{{ site.postalAddress }}</mj-text></mj-column></mj-section>',
      /digest\.mjml cannot be used: reader\.unsubscribeUrl is missing from it and its parts/,
    ],
    [
      'parts/answers.txt.liquid',
      'Nothing to answer.',
      /digest\.txt\.liquid cannot be used: reader\.answersUrl is missing/,
    ],
    [
      'parts/footer.txt.liquid',
      '{{ reader.unsubscribeUrl }} {{ preferencesUrl }}',
      /digest\.txt\.liquid cannot be used: site\.postalAddress is missing/,
    ],
    [
      'confirmation.txt.liquid',
      'Hello.',
      /confirmation\.txt\.liquid cannot be used: reader\.actionUrl is missing/,
    ],
    [
      'parts/masthead.mjml',
      '<mj-section><mj-column><mj-text>{{ sight.name }}</mj-text></mj-column></mj-section>',
      /digest\.mjml cannot be used: undefined variable: sight, line:1/,
    ],
    ['parts/button.mjml', '<mj-buton>{{ label }}</mj-buton>', /\w+\.mjml cannot be compiled: <mj-buton>/],
    ['tokens.json', '{', /tokens\.json cannot be used: expected a JSON object of colours/],
  ])('with a fault in %s end the start', async (file, source, reason) => {
    await mkdir(join(own, 'parts'));
    await writeFile(join(own, file), source);
    const proven = allTemplates(own).then((templates) => proveTemplates(templates, site));
    await expect(proven).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(reason),
    });
  });

  /** A shipped template with one thing changed, as an operator's copy of it. */
  it.each<[string, string, string, RegExp]>([
    [
      'parts/paper.mjml',
      '{{ paper.title.markup | markup }}</a>{% else %}{{ paper.title.markup | markup }}{% endif %}</h3>',
      '{{ paper.meta }}</a>{% endif %}</h3>',
      /digest\.mjml cannot be used: a block of the form “lead” lacks the paper’s title.*shown by a digest of one paper/,
    ],
    [
      'parts/paper.txt.liquid',
      "{% when 'glance-title' -%}\n{{ paper.glanceTitle.text | wrap: paper.numeral }}",
      "{% when 'glance-title' -%}",
      /digest\.txt\.liquid cannot be used: a block of the form “glance-title”/,
    ],
    [
      'parts/paper.mjml',
      '{% if paper.picture %}',
      '{% if paper.picture %}{{ paper.pictureWidth }}',
      /undefined variable: paper\.pictureWidth.* \(shown by a paper with a picture and a note, language en\)/,
    ],
    [
      'parts/paper.mjml',
      '{% elsif paper.summary %}',
      '{% elsif form %}',
      /parts\/paper\.mjml, line:.*shown by a paper of which the title alone is known/,
    ],
    [
      'digest.mjml',
      '{% if total == 0 %}',
      '{% if total == 0 %}{{ nobody }}',
      /undefined variable: nobody.* \(shown by a day without papers, language en\)/,
    ],
    [
      'digest.txt.liquid',
      '{{ site.name }}',
      "{% if language == 'de' %}{{ niemand }}{% endif %}{{ site.name }}",
      /undefined variable: niemand.* \(shown by a digest of one paper, language de\)/,
    ],
    ['digest.txt.liquid', '{{ remark | wrap', '{{ remark.words | wrap', /shown by a day with remarks/],
    [
      'digest.mjml',
      "{% when 'rows-end' %}\n          </table>",
      "{% when 'rows-end' %}{% if total < 3 %}</table>{% endif %}",
      /digest\.mjml cannot be used: with abstracts “short”, \d+ <table> are opened and \d+ closed.*several papers/,
    ],
    [
      'welcome.txt.liquid',
      '{{',
      '{% if reader.comingWords == null %}{{ nobody }}{% endif %}{{',
      /welcome\.txt\.liquid cannot be used: undefined variable: nobody/,
    ],
  ])('of %s are proven with what they may meet (%j)', async (file, from, to, reason) => {
    const source = await readFile(join(emailFolder, file), 'utf8');
    expect(source).toContain(from);
    await mkdir(join(own, 'parts'));
    await writeFile(join(own, file), source.replace(from, to));
    const proven = allTemplates(own).then((templates) => proveTemplates(templates, site));
    await expect(proven).rejects.toThrow(reason);
  });
});

const spamassassin = '/usr/bin/spamassassin';
/** Stands before each message of a file of several. */
const POSTMARK = 'From preview@papers.example Mon Mar 23 06:30:00 2026\n';

interface SpamScore {
  readonly score: number;
  readonly rules: string;
}

/** The scores of messages by the rules that need no network: reading the rules takes longer than a message does. */
function scoresOf(messages: readonly Buffer[]): Promise<SpamScore[]> {
  const file = messages
    .map((message) =>
      message
        .toString('latin1')
        .replaceAll('\r\n', '\n')
        .replace(/^From /gm, '>From '),
    )
    .map((message) => `${POSTMARK}${message}\n\n`)
    .join('');
  return new Promise((resolve, reject) => {
    const child = execFile(spamassassin, ['-L', '--mbox'], { maxBuffer: 64e6 }, (error, output) => {
      const judged = [
        ...output.matchAll(/^X-Spam-Status: .*?score=(-?[\d.]+).*?tests=([\w,\s]+?)\s*autolearn/gms),
      ];
      if (judged.length !== messages.length) reject(error ?? new Error(`${judged.length} scores`));
      resolve(
        judged.map(([, score, rules = '']) => ({ score: Number(score), rules: rules.replace(/\s/g, '') })),
      );
    });
    child.stdin?.end(file, 'latin1');
  });
}

/** The words of a mail weigh little in its score: two mails are enough for the other languages. */
function languagesOf(name: string): readonly Language[] {
  return name === 'a usual day' || name === 'confirmation' ? languages : [defaultLanguage];
}

describe.skipIf(!existsSync(spamassassin))('SpamAssassin', () => {
  const judged = [
    ...['a usual day', 'a week', 'a month', 'thirty papers', 'papers that took off'],
    ...['confirmation', 'welcome', 'goodbye', 'address-old', 'address-new'],
  ].flatMap((name) => languagesOf(name).map((language) => [name, language] as const));
  let scores: SpamScore[];
  beforeAll(async () => {
    const templates = await allTemplates();
    const messages = judged.map(async ([name, language]) => {
      const raw = await composePreview(templates[language], name);
      if (raw === null) throw new Error(`there is no ${name}`);
      return raw;
    });
    scores = await scoresOf(await Promise.all(messages));
  });

  it.each(judged.map((message, index) => [...message, index] as const))(
    'takes %s, %s, for no spam',
    (_name, _language, index) => {
      const { score = Number.NaN, rules = '' } = scores[index] ?? {};
      expect(score, rules).toBeLessThan(1);
    },
  );
});
