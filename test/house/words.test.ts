import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { linesMatching, projectFiles } from './project-files.js';

const everything = projectFiles();
/** This file holds the words that it looks for. */
const written = everything.filter((path) => path !== 'test/house/words.test.ts');
const code = written.filter((path) => /^(src|bin|scripts|bench|test|public)\/.*\.[cm]?[jt]s$/.test(path));

describe('every file', () => {
  it('is finished', () => {
    expect(linesMatching(written, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('stands on its own: no path of one machine, no registry of one network', () => {
    expect(linesMatching(written, /(^|[\s"'`(=])\/(work|root|home\/\w+|Users\/\w+)\//)).toEqual([]);
    expect(linesMatching(written, /\b(registry|proxy)\.(?!npmjs\.org)[a-z0-9-]+\.[a-z]{2,}\b/)).toEqual([]);
  });

  it('is named for what it does, and so is its folder', () => {
    const drawer =
      /^(utils?|helpers?|common|shared|lib|misc|interfaces|index)$|(Service|Manager|-service|-manager)$/;
    const parts = everything.flatMap((path) => path.split('/').map((part) => ({ path, part })));
    expect(parts.filter(({ part }) => drawer.test(part.replace(/\.[a-z.]+$/, '')))).toEqual([]);
    expect(everything.map((path) => basename(path)).filter((name) => /\s|[^\x21-\x7e]/.test(name))).toEqual(
      [],
    );
  });
});

describe('the code', () => {
  it('ends the process in one place', () => {
    const elsewhere = code.filter((path) => path.startsWith('src/') && path !== 'src/main.ts');
    expect(linesMatching(elsewhere, /process\.exit\b/)).toEqual([]);
  });

  it('does not know whether it is tested', () => {
    expect(linesMatching(code, /NODE_ENV|VITEST/)).toEqual([]);
  });

  it('has no test that is left out or that keeps others out', () => {
    expect(linesMatching(code, /\b(it|test|describe)\.(only|skip|todo|fails)\b/)).toEqual([]);
  });

  it('re-exports nothing wholesale', () => {
    expect(linesMatching(code, /^export \* from/)).toEqual([]);
  });
});

describe('what people read', () => {
  const spoken = written.filter((path) => /^(templates|public|src\/(web|cli|rendering))\//.test(path));

  it('is plain', () => {
    expect(linesMatching(spoken, /\b(oops|successfully|please note|whoops)\b/i)).toEqual([]);
    expect(
      linesMatching(spoken, /\p{Extended_Pictographic}/u).filter((line) => !/[©®™▲↗↓↑]/u.test(line)),
    ).toEqual([]);
  });

  it('does not shout', () => {
    const pages = spoken.filter((path) => /\.(liquid|mjml|txt|html)$/.test(path));
    expect(linesMatching(pages, /[A-Za-z]!(\s|<|$)/)).toEqual([]);
  });
});
