import { expect, it } from 'vitest';
import { projectFiles, readProjectFile } from './house/project-files.js';

it('docs/reference.md has a row for each event of the log, and for no other', () => {
  const call = /\blog\??(?:\.(?:debug|info|warn|error|fatal)|\[[^;]*?\])\(([\s\S]*?)\);/g;
  const logged = projectFiles('src')
    .map(readProjectFile)
    .flatMap((source) =>
      [...source.matchAll(call)].flatMap(([, given = '']) => /'([a-z-]+)',?\s*$/.exec(given)?.[1] ?? []),
    );
  const [, rest = ''] = readProjectFile('docs/reference.md').split('\n## Log events\n');
  const rows = [...(rest.split('\n## ')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
    ([, event = '']) => event,
  );
  expect(logged.length).toBeGreaterThan(40);
  expect(
    [...new Set(logged)].filter((event) => !rows.includes(event)),
    'events without a row',
  ).toEqual([]);
  const sources = projectFiles('src').map(readProjectFile).join('\n');
  expect(
    rows.filter((event) => !sources.includes(`'${event}'`)),
    'rows without an event',
  ).toEqual([]);
  expect(rows).toEqual([...new Set(rows)].sort());
});
