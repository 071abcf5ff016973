import { scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatPasswordHash, parsePasswordHash } from '../../src/model/password-hash.js';
import { openPasswordHasher } from '../../src/operators/password-hasher.js';
import { refuseWeakPassword } from '../../src/operators/password-rules.js';

const hasher = openPasswordHasher();
const about = ['Papers of the Day', 'Ada Lovelace', 'ada@example.org'];

describe('a password', () => {
  it.each([
    'correct horse battery staple',
    'ein Hund, der niemals schläft',
    '  blanks at both ends count  ',
    '密码短语也可以是中文的而且很长啊',
    'zq8Vd02mKx7pLw4T',
  ])('like “%s” is taken', async (password) => {
    await expect(refuseWeakPassword(password, about)).resolves.toBeUndefined();
  });

  it.each([
    ['short', 'four words, no'],
    ['short', '👩‍👩‍👧'],
    ['long', 'ab '.repeat(67)],
    ['guessable', 'aaaaaaaaaaaaaaaa'],
    ['guessable', '123456789012345'],
    ['guessable', 'passwordpassword'],
    ['guessable', 'P@ssw0rdP@ssw0rd1'],
    ['guessable', 'qwertyuiopasdfgh'],
    ['guessable', 'iloveyouforever'],
    ['guessable', 'broadsheetbroadsheet'],
    ['guessable', 'ada@example.org1'],
    ['guessable', 'AdaLovelace2026'],
    ['guessable', 'Papers of the Day'],
  ])('is refused as %s: “%s”', async (reason, password) => {
    await expect(refuseWeakPassword(password, about)).rejects.toMatchObject({
      code: 'PASSWORD_REFUSED',
      details: { reason },
    });
  });

  it('is kept as scrypt of 2^15, 8 and 3, and nobody sees two that are the same', async () => {
    const [one, other] = await Promise.all([hasher.hash('the same words'), hasher.hash('the same words')]);
    expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    const { salt, hash } = parsePasswordHash(one) ?? expect.fail('it is no PHC string');
    const expected = scryptSync('the same words', salt, 32, { N: 2 ** 15, r: 8, p: 3, maxmem: 2 ** 26 });
    expect(hash).toEqual(expected);
  });

  it('is compared as it is, to its last character', async () => {
    const kept = await hasher.hash('the same words');
    expect(await hasher.verify('the same words', kept)).toEqual({ isRight: true, isWeak: false });
    expect(await hasher.verify('the same words ', kept)).toEqual({ isRight: false, isWeak: false });
    expect(await hasher.verify('the same words', null)).toMatchObject({ isRight: false });
    expect(await hasher.verify('the same words', '$argon2id$v=19$m=1$a$b')).toMatchObject({ isRight: false });
  });

  it('that was kept with less work says so', async () => {
    const salt = Buffer.alloc(16, 1);
    const hash = scryptSync('the same words', salt, 32, { N: 2 ** 10, r: 8, p: 1 });
    const kept = formatPasswordHash({ ln: 10, r: 8, p: 1, salt, hash });
    expect(await hasher.verify('the same words', kept)).toEqual({ isRight: true, isWeak: true });
  });
});

it('passwords are looked at one after the other, and who comes after too many is told so', async () => {
  const own = openPasswordHasher();
  const kept = formatPasswordHash({ ln: 1, r: 1, p: 1, salt: Buffer.alloc(16), hash: Buffer.alloc(32) });
  const asked = Array.from({ length: 40 }, () => own.verify('any', kept));
  const settled = await Promise.allSettled(asked);
  const refused = settled.filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]).toMatchObject({ reason: { code: 'OVERLOADED' } });
  expect(await own.verify('any', kept)).toMatchObject({ isRight: false });
});
