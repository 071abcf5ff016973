import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolder } from '../src/make-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broadsheet-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes a folder with those above it, each with the mode that is asked for', () => {
    makeFolder(join(folder, 'a', 'b', 'c'), 0o700);
    for (const made of ['a', 'a/b', 'a/b/c'])
      expect(statSync(join(folder, made)).mode & 0o777, made).toBe(0o700);
  });

  it('leaves one that is there as it is', () => {
    makeFolder(join(folder, 'a'), 0o700);
    makeFolder(join(folder, 'a'), 0o755);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
  });

  it('names the fault where a file is in the way', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => makeFolder(join(folder, 'file'))).toThrow(/EEXIST/);
    expect(() => makeFolder(join(folder, 'file', 'below', 'it'))).toThrow(/ENOTDIR/);
  });

  it.runIf(process.platform === 'linux')('ends where the system makes no folders', () => {
    expect(() => makeFolder('/proc/broadsheet')).toThrow(/ENOENT/);
    expect(() => makeFolder('/proc/broadsheet/data')).toThrow(/ENOENT/);
  });
});
