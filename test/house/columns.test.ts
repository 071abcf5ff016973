import { expect, it } from 'vitest';
import { readProjectFile } from './project-files.js';

/** Columns of subscribers that operators do not take along, and why. */
const left: Readonly<Record<string, string>> = {
  address_key: 'the address once more, folded',
  address_hash: 'the address once more, as a keyed hash',
  address_generation: 'counts for links',
  confirm_serial: 'counts for links',
  scheduled_since: 'follows from what was mailed',
  rule_set_id: 'names the rules, which are taken along',
  paused_at: 'the state has a date, and the pause its end',
  pause_ends: 'of a pause that is over soon',
  skips: 'of a pause that is over soon',
};

it('each column of subscribers is exported to operators, or left out for a reason', () => {
  const [, table = ''] =
    /^CREATE TABLE subscribers \(\n(.*?)\n\);$/ms.exec(readProjectFile('docs/schema.sql')) ?? [];
  const columns = [...table.matchAll(/^ {2}([a-z_]+) /gm)].map(([, name = '']) => name);
  expect(columns).toContain('time_zone');
  const [, selected = ''] =
    /SELECT (.*?)\bFROM\b/s.exec(readProjectFile('src/store/subscribers/exported-readers.ts')) ?? [];
  const exported = columns.filter((name) => new RegExp(`\\bs\\.${name}\\b`).test(selected));
  expect(columns.filter((name) => !exported.includes(name)).sort()).toEqual(Object.keys(left).sort());
});
