import PostalMime from 'postal-mime';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DigestWithPapers } from '../../src/model/digest.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { chooseEdition } from '../../src/rendering/edition.js';
import { digestEntry } from '../../src/rendering/feeds/digest-entry.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import type { TemplatesByLanguage } from '../../src/rendering/templates.js';
import { checkMessage } from '../support/check-message.js';
import { allTemplates } from './email-templates.js';
import { ordinaryDigest, reader, site } from './invented-digest.js';

const intro = {
  en: 'Good <morning> & hello: https://example.org/?a=1&b=2.\nSecond line.\n\n.Next {title} paragraph',
  de: 'Guten Morgen.',
};
let templates: TemplatesByLanguage;
beforeAll(async () => {
  templates = await allTemplates();
});

async function mailOf(digest: DigestWithPapers, language: 'en' | 'de', papers: readonly number[]) {
  const compiled = await compileDigest(templates[language], site, digest);
  const bytes = messageBytes(composeDigest(chooseEdition(compiled, papers), reader));
  expect(await checkMessage(bytes, { expectList: true })).toEqual([]);
  return PostalMime.parse(bytes);
}

describe('what an editor says before the papers', () => {
  const digest = { ...ordinaryDigest(3), intro };

  it('stands in both parts before the papers, escaped, with its links', async () => {
    const mail = await mailOf(
      digest,
      'en',
      digest.papers.map((_, index) => index),
    );
    const text = mail.text ?? '';
    const said =
      'Good <morning> & hello: https://example.org/?a=1&b=2.\nSecond line.\n\n.Next {title} paragraph';
    expect(text).toContain(said);
    expect(text.indexOf('Good <morning>')).toBeLessThan(text.indexOf('----'));
    expect(mail.html).toContain(
      'Good &lt;morning&gt; &amp; hello: <a class="accent" href="https://example.org/?a=1&amp;b=2"',
    );
    expect(mail.html).toMatch(/<\/a>\.<br ?\/?>Second line\./);
  });

  it('is in the reader’s language, and stands in every edition', async () => {
    expect((await mailOf(digest, 'de', [2])).text).toContain('Guten Morgen.');
    const onlyGerman = { ...digest, intro: { de: 'Guten Morgen.' } };
    expect((await mailOf(onlyGerman, 'en', [0, 1])).text).toContain('Guten Morgen.');
    expect((await mailOf(ordinaryDigest(3), 'de', [0])).text).not.toContain('Guten Morgen');
  });

  it('leaves room for papers in the longest mail', async () => {
    const long = { ...ordinaryDigest(200), intro: { en: 'Ünlautig. '.repeat(200).slice(0, 2_000) } };
    const mail = await mailOf(
      long,
      'en',
      long.papers.map((_, index) => index),
    );
    expect(Buffer.byteLength(mail.html ?? '')).toBeLessThan(102_000);
    expect(mail.html).toContain('Ünlautig.');
  });

  it('stands in feeds', () => {
    const { html, text } = digestEntry(templates.en.texts, site, digest);
    expect(html).toMatch(
      /^<p>Good &lt;morning&gt; &amp; hello: <a href="https:\/\/example.org\/\?a=1&amp;b=2">/,
    );
    expect(text).toMatch(/^Good <morning>/);
    expect(digestEntry(templates.en.texts, site, ordinaryDigest(3)).html).toMatch(/^<ol>/);
  });
});

describe('a subject of an editor', () => {
  const subjectOf = async (subject: string, papers: readonly number[], language: 'en' | 'de' = 'en') =>
    (await mailOf({ ...ordinaryDigest(3), subject: { en: subject } }, language, papers)).subject;

  it('takes the place of others, with its places filled', async () => {
    expect(await subjectOf('{site}, {date}: {count} papers', [0, 1])).toMatch(/: 2 papers$/);
    expect(await subjectOf('Two surprises', [0])).toBe('Two surprises');
    expect(await subjectOf('Two surprises', [0, 1], 'de')).toBe('Two surprises');
  });

  it('that counts papers leaves a mail of a single one its own', async () => {
    const single = await subjectOf('All {count} papers of today', [0]);
    expect(single).not.toContain('1 papers');
    expect(single).toBe((await mailOf(ordinaryDigest(3), 'en', [0])).subject);
  });
});
