import { expect, it } from 'vitest';
import { judgeKeys, type KeysFound } from '../../../src/cli/doctor/look-at-keys.js';
import type { ApiKey } from '../../../src/store/operators/api-keys.js';
import { shippedTexts } from '../../support/shipped-texts.js';
import { expectSaidInBoth } from './said-in-both.js';

const now = new Date('2026-03-23T09:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

function key(expiresAt: Date | null = null, revokedAt: Date | null = null): ApiKey {
  return {
    ...{ id: 1, name: 'site', prefix: 'bsk_abcdefgh', scopes: ['digests:read'], madeBy: null },
    ...{ createdAt: now, lastUsedAt: null, expiresAt, revokedAt },
  };
}

it.each<[string, Partial<KeysFound>, string, string]>([
  ['none', {}, 'unasked', 'there is none'],
  ['none that is good', { keys: [key(now), key(null, now)] }, 'unasked', 'there is none'],
  ['that of the settings', { hasEnvironmentKey: true }, 'ok', 'ADMIN_API_KEY'],
  ['it alone, with operators', { hasEnvironmentKey: true, hasOperators: true }, 'warning', 'only one'],
  [
    'it and another, with operators',
    { hasEnvironmentKey: true, hasOperators: true, keys: [key(), key(inDays(15))] },
    'ok',
    'ADMIN_API_KEY and 2 that were made',
  ],
  ['one that ends soon', { keys: [key(inDays(14))] }, 'warning', 'site (bsk_abcdefgh) 2026-04-06'],
  ['one that ends later', { keys: [key(inDays(14.1))] }, 'ok', '1 that was made'],
])('of keys, %s', async (_, found, verdict, text) => {
  const { en } = await shippedTexts();
  const keys = { keys: [], hasEnvironmentKey: false, hasOperators: false, now, ...found };
  const finding = judgeKeys(keys, en);
  await expectSaidInBoth([finding]);
  expect(finding).toMatchObject({ verdict, text: expect.stringContaining(text) });
  expect(finding.todo === null).toBe(verdict !== 'warning');
});
