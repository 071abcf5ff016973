import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadTexts } from '../../src/i18n/load-texts.js';
import type { TextKey } from '../../src/i18n/text-keys.js';
import { languages } from '../../src/model/language.js';
import { packageFolder } from '../../src/package-folder.js';

let folder: string;

/** One that the texts that ship do not have. */
const key = (own: string) => own as TextKey;

async function write(language: string, file: string, content: object | string): Promise<void> {
  await mkdir(join(folder, language), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(folder, language, file), text);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-texts-'));
});

afterEach(() => rm(folder, { recursive: true }));

describe('loadTexts', () => {
  it('says the same key in each language', async () => {
    const texts = await loadTexts();
    expect(languages.map((language) => texts[language].t('layout.search'))).toEqual(['Search', 'Suche']);
  });

  it('finds nothing that cannot be said among the texts that ship', async () => {
    await cp(packageFolder('texts'), folder, { recursive: true });
    await expect(loadTexts(folder)).resolves.toHaveProperty('de.t');
  });

  it('fills in values, plurals and numbers as the language writes them', async () => {
    const votes = '{count, plural, one {# vote} other {# votes}}';
    await write('en', 'count.json', { votes });
    await write('de', 'count.json', { votes: '{count, plural, one {# Stimme} other {# Stimmen}}' });
    const { en, de } = await loadTexts(folder);
    expect(en.t(key('count.votes'), { count: 1 })).toBe('1 vote');
    expect(en.t(key('count.votes'), { count: 1234 })).toBe('1,234 votes');
    expect(de.t(key('count.votes'), { count: 1234 })).toBe('1.234 Stimmen');
  });

  it('leaves markup in a text alone, for the template to escape', async () => {
    for (const language of languages) await write(language, 'a.json', { b: 'a <b> {x}' });
    expect((await loadTexts(folder)).en.t(key('a.b'), { x: '<i>' })).toBe('a <b> <i>');
  });

  it('takes single texts of a folder of one’s own', async () => {
    await write('de', 'layout.json', { search: 'Finden' });
    const { en, de } = await loadTexts(undefined, folder);
    expect([en.t('layout.search'), de.t('layout.search'), de.t('layout.papers')]).toEqual([
      'Search',
      'Finden',
      'Arbeiten',
    ]);
  });

  it.each([
    ['a text that the other language lacks', { b: 'x' }, {}, /de lacks a\.b/],
    ['a text that only the other language has', {}, { b: 'x' }, /de has a\.b/],
    ['a value that nobody gives', { b: '{x}' }, { b: '{n, plural, other {# {y}}}' }, /de a\.b names n, y/],
    ['a message that is not closed', { b: '{x}' }, { b: '{x' }, /de a\.b cannot be read/],
    ['a text that is no text', { b: 1 }, { b: 'x' }, /en\/a\.json: expected an object of texts/],
    ['a name with a dot', { 'b.c': 'x' }, {}, /en\/a\.json: expected .* by names without dots/],
    ['a name that objects have', '{ "__proto__": "x" }', {}, /de lacks a\.__proto__/],
    ['texts within a text', { b: { c: 'x' } }, {}, /en\/a\.json: expected an object of texts/],
    ['a list', ['x'], {}, /en\/a\.json: expected an object of texts/],
    ['broken JSON', '{', { b: 'x' }, /en\/a\.json: /],
  ])('refuses %s', async (_, en, de, message) => {
    await write('en', 'a.json', en);
    await write('de', 'a.json', de);
    const loading = loadTexts(folder);
    await expect(loading).rejects.toMatchObject({ code: 'TEXT_INVALID' });
    await expect(loading).rejects.toThrow(message);
  });

  it.each([
    [
      'a value that nobody gives',
      { search: 'Find {name}' },
      /en layout\.search names name, which nobody gives it \(it is given none\)/,
    ],
    [
      'another value than it is given',
      { purpose: '{page}' },
      /en layout\.purpose names page.*it is given site/,
    ],
    [
      'a text taken for a number',
      { purpose: '{site, plural, other {#}}' },
      /en layout\.purpose takes site for a number/,
    ],
    ['a text taken for a day', { purpose: '{site, date, long}' }, /en layout\.purpose takes site for a date/],
    ['a choice without an end', { purpose: '{site, select, a {b}}' }, /en layout\.purpose cannot be read/],
    [
      'a value within a choice',
      { purpose: '{site, select, a {{b}} other {}}' },
      /en layout\.purpose names b/,
    ],
  ])('refuses, in a text of one’s own, %s', async (_, texts, message) => {
    await write('en', 'layout.json', texts);
    const loading = loadTexts(undefined, folder);
    await expect(loading).rejects.toMatchObject({ code: 'TEXT_INVALID' });
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.not.toThrow(/\bde\b/);
  });

  it('takes a text of one’s own that says less, or chooses by what it is given', async () => {
    await write('de', 'layout.json', { purpose: '{site, select, A {Alpha} other {Sonst}}' });
    await write('en', 'layout.json', { purpose: 'Papers' });
    const { en, de } = await loadTexts(undefined, folder);
    expect([en.t('layout.purpose', { site: 'A' }), de.t('layout.purpose', { site: 'A' })]).toEqual([
      'Papers',
      'Alpha',
    ]);
  });

  it('refuses a text of one’s own that replaces nothing', async () => {
    await write('en', 'layout.json', { serach: 'x' });
    await expect(loadTexts(undefined, folder)).rejects.toThrow(/en\/layout\.json, serach: there is no text/);
  });

  it('says which key is missing, and which value', async () => {
    const { en } = await loadTexts();
    expect(() => en.t(key('layout.nothing'))).toThrow(/no text layout\.nothing/);
    expect(() => en.t('layout.purpose')).toThrow(/layout\.purpose cannot be said.*site/);
  });
});
