import { describe, expect, it } from 'vitest';
import { createKeptAnswers } from '../../../src/web/http/kept-answers.js';

const FRESH_MS = 2_000;
const LONG_MS = 60_000;

/** Answers that come when they are told to. */
function openReading(patienceMs: number) {
  const asked: { readonly resolve: (answer: string) => void; readonly reject: (error: Error) => void }[] = [];
  const errors: unknown[] = [];
  let now = 0;
  const kept = createKeptAnswers({
    read: (_key: number) => new Promise<string>((resolve, reject) => void asked.push({ resolve, reject })),
    ...{ freshMs: FRESH_MS, patienceMs },
    now: () => now,
    onError: (error) => void errors.push(error),
  });
  const get = async () => (await kept.get(1))?.answer ?? null;
  const wait = (ms: number) => {
    now += ms;
  };
  return { asked, errors, get, kept, forget: () => kept.forget(1), wait };
}

describe('an answer that is kept', () => {
  it('is read once however many ask', async () => {
    const { asked, get, forget } = openReading(LONG_MS);
    const ten = Array.from({ length: 10 }, get);
    expect(asked).toHaveLength(1);
    asked[0]?.resolve('one');
    expect(new Set(await Promise.all(ten))).toEqual(new Set(['one']));
    expect(await get()).toBe('one');
    expect(asked).toHaveLength(1);
    forget();
    const next = get();
    asked[1]?.resolve('two');
    expect(await next).toBe('two');
  });

  it('is waited for by who cannot do without, and read once with those who can', async () => {
    const { asked, get, kept, wait } = openReading(0);
    const [none, waited] = [get(), kept.wait(1)];
    expect(await none).toBeNull();
    asked[0]?.resolve('one');
    expect((await waited).answer).toBe('one');
    expect((await kept.wait(1)).answer).toBe('one');
    expect(asked).toHaveLength(1);
    wait(FRESH_MS);
    const newer = kept.wait(1);
    asked[1]?.resolve('two');
    expect((await newer).answer, 'never the one before').toBe('two');
  });

  it('is none while the first is read, and the one before while a newer one is', async () => {
    const { asked, get, wait } = openReading(0);
    expect(await get()).toBeNull();
    asked[0]?.resolve('one');
    expect(await get()).toBe('one');
    expect(asked).toHaveLength(1);
    wait(FRESH_MS);
    expect(await get()).toBe('one');
    expect(asked).toHaveLength(2);
    wait(LONG_MS);
    expect(await get()).toBeNull();
  });

  it('is the one before where reading fails, and its fault where there is none', async () => {
    const { asked, errors, get, wait } = openReading(LONG_MS);
    const first = get();
    asked[0]?.reject(new Error('away'));
    await expect(first).rejects.toThrow('away');
    const second = get();
    asked[1]?.resolve('one');
    expect(await second).toBe('one');
    wait(FRESH_MS);
    const third = get();
    asked[2]?.reject(new Error('away again'));
    expect(await third).toBe('one');
    expect(errors).toHaveLength(1);
  });
});
