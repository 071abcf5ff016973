import { describe, expect, it } from 'vitest';
import { environmentSchema } from '../../src/config/environment.js';
import { readConfig } from '../../src/config/read-config.js';
import { BroadsheetError, errorCodes } from '../../src/errors.js';
import { linesMatching, projectFiles, readProjectFile } from './project-files.js';

const example = readProjectFile('.env.example');
const properties = environmentSchema.properties as Record<string, { default?: string }>;

/** A commented line `# NAME=default` stands for a variable; what has no default has nothing behind the `=`. */
const documented = [...example.matchAll(/^# ([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => ({
  name,
  value,
}));

describe('.env.example', () => {
  it('names each variable that is read, once, and no other', () => {
    expect(documented.map(({ name }) => name).sort()).toEqual(Object.keys(properties).sort());
  });

  it.each(documented)('has the default of $name', ({ name, value }) => {
    expect(value).toBe(properties[name]?.default ?? '');
  });

  it.each(documented)('says what $name is for', ({ name }) => {
    const paragraph = example.split('\n\n').find((text) => text.includes(`\n# ${name}=`)) ?? '';
    expect(paragraph).toMatch(/^# [A-Za-z].{10,}/);
  });

  it('sets nothing as it stands, and the defaults with every # taken off', () => {
    expect(example).not.toMatch(/^[^#\n]/m);
    expect(readConfig(Object.fromEntries(documented.map(({ name, value }) => [name, value])))).toEqual(
      readConfig({}),
    );
  });

  it('lists what mailing real people needs', () => {
    const listed = /set at least: ([A-Z_, ]+)\./.exec(example)?.[1]?.split(', ') ?? [];
    expect(listed.sort()).toEqual([...missingWithSmtp(), 'SMTP_URL'].sort());
  });
});

function missingWithSmtp(): string[] {
  try {
    readConfig({ SMTP_URL: 'smtp://mail.broadsheet.test' });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(BroadsheetError);
    return [...(error as Error).message.matchAll(/^- (\w+): needed/gm)].map(([, name = '']) => name);
  }
}

describe('the documents', () => {
  const documents = projectFiles('docs', 'README.md', 'CONTRIBUTING.md').filter((path) =>
    path.endsWith('.md'),
  );
  const code = /`([^`\n]+)`|```[\s\S]*?```/g;
  // Its names are constants of the code, which changes.test.ts looks up.
  const places = /\n## Where to change what\n[\s\S]*?(?=\n## )/;
  const names = documents.flatMap((path) =>
    [...readProjectFile(path).replace(places, '').matchAll(code)]
      .flatMap(([text]) => text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [])
      .map((name) => ({ path, name })),
  );

  it('name only variables and error codes that exist', () => {
    const ofImage = [...readProjectFile('Dockerfile').matchAll(/^ARG (\w+)/gm)].map(([, name]) => name);
    const known = (name: string) =>
      name in properties ||
      name in errorCodes ||
      ofImage.includes(name) ||
      // Those that Node reads itself.
      /^(?:(?:HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS)$/.test(name);
    expect(names.filter(({ name }) => !known(name))).toEqual([]);
    expect(names.length).toBeGreaterThan(10);
  });
});

it('the environment is read in one place', () => {
  // Programs that are started get the few variables that any program needs.
  const readers = [
    'src/main.ts',
    'src/embedded/postgres/run-program.ts',
    // Takes away what is meant for another server.
    'src/embedded/postgres/libpq-environment.ts',
    // Proxies are the system's, for every program: they are no settings of Broadsheet.
    'src/proxies.ts',
  ];
  const elsewhere = projectFiles('src').filter((path) => !readers.includes(path));
  expect(linesMatching(elsewhere, /process\.(env|loadEnvFile)\b/)).toEqual([]);
});
