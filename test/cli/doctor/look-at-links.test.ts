import { expect, it } from 'vitest';
import { contactOfAddress, noLinks } from '../../../src/brand/site-links.js';
import { judgeLinks } from '../../../src/cli/doctor/look-at-links.js';
import type { TextKey } from '../../../src/i18n/text-keys.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const all = {
  imprintUrl: 'https://example.org/imprint',
  privacyUrl: 'https://example.org/privacy',
  contact: contactOfAddress('editors@example.org'),
};

it.each([
  ['http://localhost:3000', noLinks, ['unasked nobody-else']],
  ['http://127.0.0.1', noLinks, ['unasked nobody-else']],
  ['http://[::1]:3000', noLinks, ['unasked nobody-else']],
  ['https://papers.example.org', noLinks, ['warning imprint', 'warning privacy', 'warning contact']],
  ['http://papers.example.org', { ...all, privacyUrl: null }, ['warning privacy']],
  [
    'https://papers.example.org/papers',
    { ...all, imprintUrl: null, contact: null },
    ['warning imprint', 'warning contact'],
  ],
  ['https://papers.example.org', all, ['ok all-linked']],
])('at %s with %j: %j', async (publicUrl, links, expected) => {
  const { en, de } = await shippedTexts();
  const findings = judgeLinks({ publicUrl, links }, en);
  expect(findings.map(({ verdict, said }) => `${verdict} ${said?.text.replace('doctor.', '')}`)).toEqual(
    expected,
  );
  for (const { text, todo, said } of findings) {
    expect(text).toBe(en.t(said?.text as TextKey));
    expect(todo).toBe(said?.todo == null ? null : en.t(said.todo as TextKey));
    // The page says the same in German.
    expect(de.t(said?.text as TextKey)).not.toBe(text);
  }
});
