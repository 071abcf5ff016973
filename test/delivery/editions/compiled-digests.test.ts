import { describe, expect, it } from 'vitest';
import { createCompiledDigests, type ReadyDigest } from '../../../src/delivery/editions/compiled-digests.js';

/** Only which one it is matters here. */
const ready = (id: number) => ({ issuedAt: new Date(id) }) as ReadyDigest;

describe('compiled digests', () => {
  it('are compiled once, also for two who ask at once', async () => {
    const compiled: number[] = [];
    const digests = createCompiledDigests(async (id) => {
      compiled.push(id);
      return ready(id);
    });
    const [first, second] = await Promise.all([digests.find(1), digests.find(1)]);
    expect(first).toBe(second);
    expect(await digests.find(1)).toBe(first);
    expect(compiled).toEqual([1]);
  });

  it('are kept in a small number, those used last', async () => {
    const compiled: number[] = [];
    const digests = createCompiledDigests(async (id) => {
      compiled.push(id);
      return ready(id);
    });
    const twelve = Array.from({ length: 12 }, (_, index) => index + 1);
    for (const id of [...twelve, 1, 13, 1, 2]) await digests.find(id);
    expect(compiled).toEqual([...twelve, 13, 2]);
  });

  it('are tried again after a failure', async () => {
    let tries = 0;
    const digests = createCompiledDigests(async (id) => {
      tries += 1;
      if (tries === 1) throw new Error('no template');
      return ready(id);
    });
    await expect(digests.find(1)).rejects.toThrow('no template');
    expect(await digests.find(1)).toEqual(ready(1));
  });
});
