import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeSecret } from '../../src/embedded/secret.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('readOrMakeSecret', () => {
  it('makes a key once and keeps it for its owner alone', async () => {
    const dataDir = join(folder, 'new', 'data');
    const made = await readOrMakeSecret(dataDir);
    expect(made).toMatch(/^[\w-]{64}$/);
    expect(await readOrMakeSecret(dataDir)).toBe(made);
    expect(await readdir(dataDir)).toEqual(['secret-key']);
    expect((await stat(join(dataDir, 'secret-key'))).mode & 0o777).toBe(0o600);
  });

  it('gives everybody who asks at the same moment the same key', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => readOrMakeSecret(folder)));
    expect(new Set(keys).size).toBe(1);
    expect(await readdir(folder)).toEqual(['secret-key']);
  });

  it('makes different keys for different folders', async () => {
    const keys = await Promise.all([
      readOrMakeSecret(join(folder, 'a')),
      readOrMakeSecret(join(folder, 'b')),
    ]);
    expect(new Set(keys).size).toBe(2);
  });

  it.each(['/proc/broadsheet', '/dev/null/data'])(
    'refuses %s, where nothing can be kept',
    async (dataDir) => {
      await expect(readOrMakeSecret(dataDir)).rejects.toMatchObject({
        code: 'CONFIG_INVALID',
        message: expect.stringMatching(
          new RegExp(`^DATA_DIR: nothing can be kept in ${dataDir} \\(E[A-Z]+\\)`),
        ),
      });
    },
  );

  it('does not take a file that cannot be read for none', async () => {
    await rm(folder, { recursive: true });
    await readOrMakeSecret(join(folder, 'secret-key'));
    await expect(readOrMakeSecret(folder)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
