import { generateKeyPairSync, verify } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { signInTurn } from '../../src/rendering/sign-in-turn.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const MANY = 200;

describe('signing many messages at once', () => {
  it('makes each signature of its own data', async () => {
    const data = Array.from({ length: 50 }, (_, number) => Buffer.from(`message ${number}`));
    const made = await Promise.all(data.map((each) => signInTurn('sha256', each, privateKey)));
    expect(made.map((each, index) => verify('sha256', data[index] as Buffer, publicKey, each))).toEqual(
      data.map(() => true),
    );
  });

  it('lets a page read its file before most of them are made', async () => {
    let signed = 0;
    const all = Array.from({ length: MANY }, async () => {
      await signInTurn('sha256', Buffer.from('x'), privateKey);
      signed += 1;
    });
    await stat('package.json');
    expect(signed).toBeLessThan(MANY / 4);
    await Promise.all(all);
    expect(signed).toBe(MANY);
  });

  it('takes no place for one that cannot be made', async () => {
    const failed = Array.from({ length: MANY }, () => signInTurn('sha256', Buffer.from('x'), publicKey));
    const results = await Promise.allSettled(failed);
    expect(results.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await signInTurn('sha256', Buffer.from('x'), privateKey)).toHaveLength(256);
  });
});
