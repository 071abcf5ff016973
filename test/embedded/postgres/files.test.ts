import { appendFile, mkdir, mkdtemp, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { boundFile, readFrom } from '../../../src/embedded/bounded-file.js';
import { linkLibraries } from '../../../src/embedded/postgres/binaries.js';
import { isServerOf, readPostmasterFile } from '../../../src/embedded/postgres/postmaster-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('linkLibraries', () => {
  const list = [
    { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so' },
    { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' },
  ];

  it('makes the links that the package lists, and again without harm', async () => {
    await mkdir(join(folder, 'native', 'lib'), { recursive: true });
    await writeFile(join(folder, 'native', 'lib', 'libicuuc.so.60.2'), 'library');
    await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(list));
    await Promise.all([linkLibraries(folder), linkLibraries(folder)]);
    await linkLibraries(folder);
    expect(await readlink(join(folder, 'native', 'lib', 'libicuuc.so.60'))).toBe('libicuuc.so.60.2');
    expect(await readFile(join(folder, 'native', 'lib', 'libicuuc.so'), 'utf8')).toBe('library');
  });

  it('does nothing for a package that needs no links', async () => {
    await expect(linkLibraries(folder)).resolves.toBeUndefined();
  });

  it('says what to do where links cannot be made', async () => {
    await mkdir(join(folder, 'native'));
    await writeFile(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(list));
    await expect(linkLibraries(folder)).rejects.toMatchObject({
      code: 'EMBEDDED_DATABASE_FAILED',
      message: expect.stringContaining('npm rebuild'),
    });
  });
});

describe('readPostmasterFile', () => {
  const whole = [
    '4711',
    '/data/cluster',
    '1774252800',
    '54321',
    '',
    '127.0.0.1',
    '  5432001    12',
    'ready   ',
    '',
  ];
  it.each([
    ['a server that is ready', whole.join('\n'), { pid: 4711, port: 54_321, ready: true }],
    ['one that starts', whole.with(7, 'starting').join('\n'), { pid: 4711, port: 54_321, ready: false }],
    ['the first line only', '4711\n', { pid: 4711, port: null, ready: false }],
    ['a single-user server', '-4711\n', null],
    ['nothing', '', null],
    ['no number', 'postgres\n', null],
  ])('reads %s', async (_name, text, expected) => {
    await writeFile(join(folder, 'postmaster.pid'), text);
    expect(await readPostmasterFile(folder)).toEqual(expected);
  });

  it('finds none', async () => {
    expect(await readPostmasterFile(folder)).toBeNull();
  });
});

describe('isServerOf', () => {
  it('denies processes that are no server of the cluster', async () => {
    expect(await isServerOf(process.pid, folder)).toBe(false);
    expect(await isServerOf(1, folder)).toBe(false);
    expect(await isServerOf(2 ** 22 + 1, folder)).toBe(false);
  });
});

describe('boundFile', () => {
  it('moves a log aside that has grown, and goes on in the same file', async () => {
    const file = join(folder, 'server.log');
    await boundFile(file);
    await writeFile(file, 'small\n');
    await boundFile(file);
    expect(await readFile(file, 'utf8')).toBe('small\n');

    const { ino } = await stat(file);
    await appendFile(file, 'x'.repeat(2_000_000));
    await boundFile(file);
    expect((await stat(file)).size).toBe(0);
    expect((await stat(file)).ino).toBe(ino);
    expect((await stat(`${file}.1`)).size).toBe(2_000_006);
    await appendFile(file, 'before|after');
    expect(await readFrom(file, 7)).toBe('after');
  });
});
