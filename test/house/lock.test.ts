import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import satisfies from 'semver/functions/satisfies.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readProjectFile, root } from './project-files.js';

const sound = {
  '': { optionalDependencies: { 'native-linux': '1.0.0' } },
  'node_modules/native-linux': { version: '1.0.0' },
  'node_modules/fast': { optionalDependencies: { 'fast-linux': '2.0.0', 'native-linux': '^1.0.0' } },
  'node_modules/fast/node_modules/fast-linux': {
    version: '2.0.0',
    resolved: 'https://registry.npmjs.org/fast-linux/-/fast-linux-2.0.0.tgz',
  },
};

describe('scripts/check-lock.js', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'broadsheet-lock-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function check(packages: object, lockfileVersion: number): { code: number | null; faults: string[] } {
    const file = join(folder, 'package-lock.json');
    writeFileSync(file, JSON.stringify({ lockfileVersion, packages }));
    const run = spawnSync(process.execPath, [join(root, 'scripts/check-lock.js'), file], {
      encoding: 'utf8',
    });
    return { code: run.status, faults: run.stderr.split('\n').filter((line) => line !== '') };
  }

  it('accepts a sound lock', () => {
    expect(check(sound, 3)).toEqual({ code: 0, faults: [] });
  });

  it('refuses a former format', () => {
    expect(check(sound, 2)).toEqual({ code: 1, faults: [expect.stringContaining('is 2, expected 3')] });
  });

  const native = 'node_modules/native-linux';
  it.each<[string, object, string]>([
    [
      'a platform build that is missing',
      { 'node_modules/fast/node_modules/fast-linux': undefined },
      'node_modules/fast names fast-linux@2.0.0, which is not in it',
    ],
    [
      'a platform build of another version',
      { [native]: { version: '1.0.1' } },
      'the project names native-linux@1.0.0, but 1.0.1 is in it',
    ],
    [
      'another host, told without its token',
      { [native]: { version: '1.0.0', resolved: 'https://token@mirror.broadsheet.test/native.tgz' } },
      'https://mirror.broadsheet.test',
    ],
    [
      'a folder of one machine',
      { [native]: { version: '1.0.0', link: true } },
      'node_modules/native-linux is a link to a folder',
    ],
  ])('refuses %s', (_, change, told) => {
    const { code, faults } = check({ ...sound, ...change }, 3);
    expect(code).toBe(1);
    expect(faults).toEqual([expect.stringContaining(told)]);
    expect(faults.join()).not.toContain('token');
  });

  it('accepts the lock of the project', () => {
    const run = spawnSync(process.execPath, [join(root, 'scripts/check-lock.js')], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(readProjectFile('.ci/run')).toMatch(/check-lock\.js[\s\S]*npm ci/);
  });
});

describe('the packages of the lock', () => {
  interface Locked {
    readonly engines?: { readonly node?: string };
    readonly cpu?: readonly string[];
    readonly deprecated?: string;
  }
  const { packages } = JSON.parse(readProjectFile('package-lock.json')) as {
    packages: Record<string, Locked>;
  };

  // npm ci warns of each one that does not, and a newcomer takes a warning for a fault.
  it.each(['20.19.0', '20.20.2', '22.23.3', '24.21.0'])('all run on Node %s', (version) => {
    // Node itself has no builds for 32-bit Intel any more, so nobody is offered those.
    const others = Object.entries(packages).filter(
      ([, { engines, cpu }]) =>
        engines?.node !== undefined && !satisfies(version, engines.node) && cpu?.join() !== 'ia32',
    );
    expect(others.map(([path, { engines }]) => `${path} asks for ${engines?.node}`)).toEqual([]);
  });

  it('are none that their authors have given up', () => {
    expect(Object.entries(packages).filter(([, { deprecated }]) => deprecated !== undefined)).toEqual([]);
  });
});
