import { expect, test } from 'vitest';
import { noRemarks } from '../../src/model/digest.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import type { TextWithPlaceholders } from '../../src/rendering/fill-placeholders.js';
import { remarkSentences } from '../../src/rendering/remarks.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { emailTemplates } from './email-templates.js';
import { ordinaryDigest, site } from './invented-digest.js';

const { en, de } = await shippedTexts();

const paper = (id: string) => ({ id, title: `R$^3$L: invented <${id}>` });

/** Quoted-printable without its soft line breaks; all that is looked for is ASCII. */
function decoded({ before, between, after }: TextWithPlaceholders): string {
  const all = [Buffer.concat(before).toString('latin1'), ...between, Buffer.concat(after).toString('latin1')];
  return all.join('').replaceAll('=\r\n', '');
}

test('nothing to say is nothing', () => {
  expect(remarkSentences(en, noRemarks)).toEqual([]);
});

test('a late source is named where there are several', () => {
  const [one] = remarkSentences(en, { ...noRemarks, lateSources: ['huggingface'] });
  expect(one).toBe(
    'The source of the papers did not answer in time; its latest papers come with a later digest.',
  );
  const late = { ...noRemarks, lateSources: ['arxiv', 'file:ours'], sources: 3 };
  expect(remarkSentences(en, late)).toEqual([
    'arXiv did not answer in time; its latest papers come with a later digest.',
    'The list “ours” did not answer in time; its latest papers come with a later digest.',
  ]);
});

test('in German too', () => {
  const remarks = { lateSources: ['file:ours'], sources: 2, withdrawn: [paper('2603.00001')] };
  expect(remarkSentences(de, remarks)).toEqual([
    'Die Liste „ours“ hat nicht rechtzeitig geantwortet; die neuesten Arbeiten von dort kommen mit einer späteren Ausgabe.',
    'Seit einer früheren Ausgabe von den Autoren zurückgezogen: „R³L: invented <2603.00001>“ (2603.00001).',
  ]);
});

test('withdrawn papers are told by readable titles, many are counted', () => {
  const ids = Array.from({ length: 7 }, (_, index) => `2603.0000${index}`);
  const [sentence] = remarkSentences(en, { ...noRemarks, withdrawn: ids.map(paper) });
  expect(sentence).toMatch(/^Withdrawn by its authors since an earlier digest: “R³L: invented/);
  expect(sentence).toMatch(/\(2603\.00004\), 2 more\.$/);
});

test('a message says them before its papers, in both parts', async () => {
  const digest = ordinaryDigest(2);
  const remarks = { lateSources: ['arxiv'], sources: 2, withdrawn: [paper('2603.00001')] };
  const compiled = await compileDigest(await emailTemplates(), site, { ...digest, remarks });
  const plain = await compileDigest(await emailTemplates(), site, digest);
  for (const form of ['textHead', 'htmlHead'] as const) {
    expect(decoded(compiled[form])).toMatch(/arXiv\s+did\s+not\s+answer/);
    expect(decoded(plain[form])).not.toMatch(/did\s+not\s+answer/);
  }
  expect(decoded(compiled.htmlHead)).toContain('&lt;2603.00001&gt;');
  expect(wholeEdition(compiled).blocks).toEqual(wholeEdition(plain).blocks);
});
