import { describe, expect, it } from 'vitest';
import { judgeOperators } from '../../../src/cli/doctor/look-at-operators.js';

const site = { publicUrl: 'https://papers.example.org', hasAdminApiKey: false };
const enough = { hasPassword: true, hasTotp: true, passkeys: 0, recoveryCodes: 10, isForeign: false };
const ada = { name: 'Ada', role: 'owner', factors: enough, disabledAt: null } as const;
const withFactors = (factors: Partial<typeof enough>) => ({ ...ada, factors: { ...enough, ...factors } });

const verdicts = (...args: Parameters<typeof judgeOperators>) =>
  judgeOperators(...args).map(({ verdict }) => verdict);

describe('what doctor says of operators', () => {
  it.each([
    ['a password and an authenticator', withFactors({})],
    ['a password and a passkey', withFactors({ hasTotp: false, passkeys: 1 })],
    ['a passkey alone', withFactors({ hasPassword: false, hasTotp: false, passkeys: 1 })],
    ['a provider', withFactors({ hasPassword: false, hasTotp: false, isForeign: true })],
  ])('is nothing of %s', (_, operator) => {
    expect(verdicts([operator], site)).toEqual(['ok']);
  });

  it('names who gets in by a password alone, and no address', () => {
    const [finding] = judgeOperators([ada, withFactors({ hasTotp: false })], site);
    expect(finding).toMatchObject({ verdict: 'warning', text: 'a password alone lets in Ada' });
  });

  it('tells that there is nobody, and where a key of all is the only way in', () => {
    expect(verdicts([], site)).toEqual(['unasked']);
    const gone = { ...ada, disabledAt: new Date() };
    const [finding] = judgeOperators([gone], { ...site, hasAdminApiKey: true });
    expect(finding).toMatchObject({
      verdict: 'warning',
      text: expect.stringContaining('ADMIN_API_KEY is the only'),
    });
    expect(finding?.todo).toContain('broadsheet operators invite --owner');
    expect(verdicts([ada], { ...site, hasAdminApiKey: true })).toEqual(['ok']);
  });

  it.each([
    ['http://papers.example.org', ['ok', 'warning']],
    ['http://192.168.1.7:3000', ['ok', 'warning']],
    ['http://localhost:3000', ['ok']],
    ['http://127.0.0.1:3000', ['ok']],
  ])('of %s is %j', (publicUrl, expected) => {
    expect(verdicts([ada], { ...site, publicUrl })).toEqual(expected);
  });
});
