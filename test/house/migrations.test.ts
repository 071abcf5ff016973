import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './project-files.js';

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'broadsheet-migrations-'));
  mkdirSync(join(project, 'migrations'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const write = (name: string, sql = 'SELECT 1;') => writeFileSync(join(project, 'migrations', name), sql);

function git(...args: string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: project, stdio: 'ignore' });
}

function faults(): string[] {
  const { stderr } = spawnSync(process.execPath, ['scripts/check-migrations.js', project], {
    cwd: root,
    encoding: 'utf8',
  });
  return stderr.split('\n').filter((line) => line !== '');
}

describe('scripts/check-migrations.js', () => {
  it('accepts gaps between numbers', () => {
    for (const name of ['0001_papers.sql', '0040_marks.sql', '0052_more.sql']) write(name);
    expect(faults()).toEqual([]);
  });

  it.each([
    ['a number twice', () => write('0001_b.sql'), /^0001_b\.sql: 0001_a\.sql has this number$/],
    ['another name', () => write('2_b.sql'), /^2_b\.sql: expected a name like/],
    ['no statement', () => write('0002_b.sql', '-- later\n'), /^0002_b\.sql: holds no statement$/],
  ])('refuses %s', (_, add, fault) => {
    write('0001_a.sql');
    add();
    expect(faults()).toEqual([expect.stringMatching(fault)]);
  });

  it.each([
    ['changed', () => write('0001_a.sql', 'SELECT 2;')],
    ['taken away', () => rmSync(join(project, 'migrations/0001_a.sql'))],
  ])('refuses that one of the last release is %s, and accepts a new one', (_, change) => {
    write('0001_a.sql');
    write('0002_b.sql');
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('tag', 'v0.1.0');
    write('0003_c.sql');
    expect(faults()).toEqual([]);
    change();
    expect(faults()).toEqual([
      expect.stringMatching(/^migrations\/0001_a\.sql: v0\.1\.0 was released with it/),
    ]);
  });
});
