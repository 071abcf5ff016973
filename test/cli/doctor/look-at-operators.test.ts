import { describe, expect, it } from 'vitest';
import { judgeOperators } from '../../../src/cli/doctor/look-at-operators.js';
import { shippedTexts } from '../../support/shipped-texts.js';
import { expectSaidInBoth } from './said-in-both.js';

const site = { publicUrl: 'https://papers.example.org', hasAdminApiKey: false };
const enough = { hasPassword: true, hasTotp: true, passkeys: 0, recoveryCodes: 10, isForeign: false };
const ada = { name: 'Ada', role: 'owner', factors: enough, disabledAt: null } as const;
const withFactors = (factors: Partial<typeof enough>) => ({ ...ada, factors: { ...enough, ...factors } });

type Given = Parameters<typeof judgeOperators>;

async function findings(operators: Given[0], ways: Given[1]) {
  const { en } = await shippedTexts();
  const found = judgeOperators(operators, ways, en);
  await expectSaidInBoth(found);
  return found;
}

const verdicts = async (operators: Given[0], ways: Given[1]) =>
  (await findings(operators, ways)).map(({ verdict }) => verdict);

describe('what doctor says of operators', () => {
  it.each([
    ['a password and an authenticator', withFactors({})],
    ['a password and a passkey', withFactors({ hasTotp: false, passkeys: 1 })],
    ['a passkey alone', withFactors({ hasPassword: false, hasTotp: false, passkeys: 1 })],
    ['a provider', withFactors({ hasPassword: false, hasTotp: false, isForeign: true })],
  ])('is nothing of %s', async (_, operator) => {
    expect(await verdicts([operator], site)).toEqual(['ok']);
  });

  it('names who gets in by a password alone, and no address', async () => {
    const [finding] = await findings([ada, withFactors({ hasTotp: false })], site);
    expect(finding).toMatchObject({ verdict: 'warning', text: 'a password alone lets in Ada' });
  });

  it('tells that there is nobody, and where a key of all is the only way in', async () => {
    expect(await verdicts([], site)).toEqual(['unasked']);
    const gone = { ...ada, disabledAt: new Date() };
    const [finding] = await findings([gone], { ...site, hasAdminApiKey: true });
    expect(finding).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('ADMIN_API_KEY is the only'),
    });
    expect(finding?.todo).toContain('broadsheet operators invite --owner');
    expect(await verdicts([ada], { ...site, hasAdminApiKey: true })).toEqual(['ok']);
  });

  it.each([
    ['http://papers.example.org', ['ok', 'warning']],
    ['http://192.168.1.7:3000', ['ok', 'warning']],
    ['http://localhost:3000', ['ok']],
    ['http://127.0.0.1:3000', ['ok']],
  ])('of %s is %j', async (publicUrl, expected) => {
    expect(await verdicts([ada], { ...site, publicUrl })).toEqual(expected);
  });
});
