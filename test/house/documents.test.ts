import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFiles, readProjectFile, root } from './project-files.js';

const documents = projectFiles().filter((path) => path.endsWith('.md'));
const scripts: Record<string, string> = JSON.parse(readProjectFile('package.json')).scripts;
const program = projectFiles('src/cli')
  .filter((path) => /\/(?:program|[\w-]+-commands)\.ts$/.test(path))
  .map(readProjectFile)
  .join('\n');

/** Everything that `pattern` finds in the documents, with where it was found. */
function found(pattern: RegExp): { path: string; text: string }[] {
  return documents.flatMap((path) =>
    [...readProjectFile(path).matchAll(pattern)].map(([, text = '']) => ({ path, text })),
  );
}

describe('the documents', () => {
  it('link to files that exist', () => {
    const links = found(/\]\((?!https?:|#)([^)#]+)/g);
    const dead = links.filter(({ path, text }) => !existsSync(join(root, dirname(path), text)));
    expect(links.length).toBeGreaterThan(10);
    expect(dead).toEqual([]);
  });

  it('name files of the code that exist', () => {
    const named = found(/`((?:src|test|bin|scripts|migrations|templates|docs)\/[\w./-]*)`/g);
    expect(named.filter(({ text }) => !existsSync(join(root, normalize(text))))).toEqual([]);
  });

  it('name npm scripts that exist', () => {
    const named = found(/npm (?:run )?(start|test|dev|check|build|bench|migrate|format)\b/g);
    expect(named.filter(({ text }) => !(text in scripts))).toEqual([]);
    expect(found(/npm run (\w+)/g).filter(({ text }) => !(text in scripts))).toEqual([]);
  });

  it('name commands and options that exist', () => {
    const commands = found(/(?:npx |`|node bin\/)broadsheet(?:\.js)? ([a-z-]+)\b/g);
    expect(commands.filter(({ text }) => !program.includes(`.command('${text}')`))).toEqual([]);
    const options = found(/\[?(--(?:date|to|days|sample))\b/g);
    expect(options.filter(({ text }) => !program.includes(`'${text}`))).toEqual([]);
  });
});

describe('README.md', () => {
  it('has a row for each command', () => {
    const commands = [...program.matchAll(/\.command\('([\w-]+)'\)/g)].map(([, name]) => name);
    const rows = [...readProjectFile('README.md').matchAll(/^\| `([\w-]+)(?: [^`]*)?` \|/gm)].map(
      ([, name]) => name,
    );
    expect(commands.length).toBeGreaterThan(5);
    // The other table is of variables.
    const named = rows.filter((name) => !/^[A-Z_]+$/.test(name ?? ''));
    expect([...new Set(named)].sort()).toEqual(commands.sort());
  });
});

describe('docs/decisions/README.md', () => {
  it('lists each decision', () => {
    const files = projectFiles('docs/decisions').filter((path) => /\/\d{4}-/.test(path));
    const listed = [...readProjectFile('docs/decisions/README.md').matchAll(/\]\((\d{4}-[^)]+)\)/g)];
    expect(listed.map(([, name]) => `docs/decisions/${name}`).sort()).toEqual(files.sort());
  });
});

describe('docs/architecture.md', () => {
  it('has the table that the import rules check', () => {
    const rules = readProjectFile('.dependency-cruiser.cjs');
    const table = readProjectFile('docs/architecture.md');
    const rooms = [...rules.matchAll(/^ {2}'?([\w-]+)'?: \[([^\]]*)\],$/gm)];
    expect(rooms.length).toBeGreaterThan(7);
    for (const [, room = '', list = ''] of rooms) {
      const row = new RegExp(`^\\| \`src/${room}/\` \\|[^|]*\\| ([^|]*) \\|$`, 'm').exec(table)?.[1] ?? '';
      const allowed = list.match(/[\w-]+/g) ?? [];
      const expected =
        room === 'model'
          ? 'nothing of ours'
          : ['model', 'errors', ...allowed.filter((name) => name !== 'model')].join(', ');
      expect(`${room}: ${row}`).toBe(`${room}: ${expected}`);
    }
  });

  it('has the tables of inner rooms that the import rules check, and every inner room in them', () => {
    const rules = readProjectFile('.dependency-cruiser.cjs');
    const table = readProjectFile('docs/architecture.md');
    const [, inner = ''] = /^const innerRooms = \{\n(.*?)^\};$/ms.exec(rules) ?? [];
    const outerRooms = [...inner.matchAll(/^ {2}(\w+): \{\n(.*?)^ {2}\},$/gms)];
    expect(outerRooms.map(([, outer]) => outer)).toEqual(['delivery', 'web', 'store']);
    for (const [, outer = '', rooms = ''] of outerRooms) {
      const ruled = [...rooms.matchAll(/^ {4}'?([\w-]+)'?: \[([^\]]*)\],$/gm)];
      const folders = projectFiles('src')
        .map((path) => new RegExp(`^src/${outer}/([^/]+)/`).exec(path)?.[1])
        .filter((folder) => folder !== undefined);
      expect(ruled.map(([, room]) => room).sort()).toEqual([...new Set(folders)].sort());
      for (const [, room = '', list = ''] of ruled) {
        const row =
          new RegExp(`^\\| \`src/${outer}/${room}/\` \\|[^|]*\\| ([^|]*) \\|$`, 'm').exec(table)?.[1] ?? '';
        const named = row.replace(/ \([^)]*\)/g, '');
        expect(`${outer}/${room}: ${named}`).toBe(
          `${outer}/${room}: ${(list.match(/[\w-]+/g) ?? ['none']).join(', ')}`,
        );
      }
    }
  });
});
