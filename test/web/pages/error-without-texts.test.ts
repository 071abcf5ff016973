import { expect, it } from 'vitest';
import { BroadsheetError } from '../../../src/errors.js';
import type { TextsByLanguage } from '../../../src/i18n/load-texts.js';
import type { TextKey } from '../../../src/i18n/text-keys.js';
import { shippedTexts } from '../../support/shipped-texts.js';
import { openWeb } from '../open-web.js';

it('errors are told on a plain page where their texts cannot be said', async () => {
  const refuse = (key: string) => {
    throw new BroadsheetError('TEXT_INVALID', `${key} cannot be said`);
  };
  const mute = Object.entries(await shippedTexts()).map(([language, known]) => [
    language,
    { ...known, t: (key: TextKey) => (key.startsWith('error.') ? refuse(key) : known.t(key)) },
  ]);
  const web = await openWeb({ texts: Object.fromEntries(mute) as TextsByLanguage });
  const answer = await web.server.inject({ url: '/papers/<b>', headers: { accept: 'text/html' } });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(answer.body).toContain('<h1>404 Not Found</h1>');
  expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
  expect(web.logged.some((line) => line.includes('error-page-plain'))).toBe(true);
  await web.close();
});
