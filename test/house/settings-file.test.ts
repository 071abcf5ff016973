import { describe, expect, it } from 'vitest';
import { environmentSchema, type Name } from '../../src/config/environment.js';
import { keyText } from '../../src/config/places.js';
import { filePathOf, readSettingsFile } from '../../src/config/settings-file.js';
import { readProjectFile } from './project-files.js';

const example = readProjectFile('broadsheet.example.toml');
/** With the # taken off every line that is a key, a table, or the head of a table. */
const uncommented = example.replace(/^# (?=\[|"?[\w.*]+"? = )/gm, '');
const properties = environmentSchema.properties as Record<string, { default?: string }>;
const names = Object.keys(properties) as Name[];

describe('broadsheet.example.toml', () => {
  const faults: string[] = [];
  const { given, placeOf } = readSettingsFile('broadsheet.example.toml', uncommented, (key, _, fault) =>
    faults.push(`${key}: ${fault}`),
  );

  it('has only keys that are read, in forms that can be', () => {
    expect(faults).toEqual([]);
  });

  it('has every setting but CONFIG, and each plain one once', () => {
    expect(names.filter((name) => given[name] === undefined)).toEqual(['CONFIG']);
    const keys = [...example.matchAll(/^# ([a-z_]+) = /gm)].map(([, key = '']) => key);
    const plain = names.map((name) => keyText(filePathOf(name) ?? [])).filter((key) => /^[a-z_]+$/.test(key));
    const tables = ['relays', 'domain_limits', 'sources'];
    for (const key of plain.filter((key) => !tables.includes(key))) {
      expect(
        keys.filter((other) => other === key),
        key,
      ).toHaveLength(1);
    }
  });

  it.each(names.filter((name) => properties[name]?.default !== undefined && name !== 'SOURCES'))(
    'has the default of %s',
    (name) => {
      expect(given[name]).toBe(properties[name]?.default);
    },
  );

  it('sets nothing as it stands', () => {
    expect(example).not.toMatch(/^[^#\n]/m);
  });

  it('is explained in .env.example: the same settings are in both', () => {
    const documented = [...readProjectFile('.env.example').matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)];
    expect(documented.map(([, name]) => name).sort()).toEqual([...names].sort());
  });

  it('tells the line of each', () => {
    const lines = uncommented.split('\n');
    for (const name of names.filter((name) => given[name] !== undefined)) {
      const place = placeOf(name, []);
      const key = String(filePathOf(name)?.at(-1));
      expect('line' in place && lines[place.line - 1], name).toContain(key);
    }
  });
});

describe('the schema', () => {
  it('marks everything that is a secret', () => {
    const looksSecret = names.filter((name) => /KEY|SECRET|PASSWORD/.test(name) && !/_FILE$|DKIM/.test(name));
    const marked = names.filter((name) => (properties[name] as { secret?: boolean }).secret === true);
    expect(marked.sort()).toEqual(looksSecret.sort());
  });

  it('marks every URL that may hold a login', () => {
    const urls = names.filter((name) =>
      /postgres|redis|smtps?:|imap|relays/.test(
        String((properties[name] as { description?: string }).description),
      ),
    );
    expect(urls.filter((name) => (properties[name] as { login?: boolean }).login !== true)).toEqual([]);
  });
});
