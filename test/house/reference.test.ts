import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { describeCommands } from '../../src/cli/program.js';
import { environmentSchema } from '../../src/config/environment.js';
import { openMetrics } from '../../src/monitor/metrics.js';
import { readProjectFile } from './project-files.js';

const reference = readProjectFile('docs/reference.md');
const properties = environmentSchema.properties as Record<string, { default?: string }>;

/** The cells of each row of the tables under a heading, without the marks of code. */
function rowsUnder(heading: string): string[][] {
  const [, rest = ''] = reference.split(`\n## ${heading}\n`);
  const [section = ''] = rest.split(/\n## /);
  return section
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()));
}

const code = (text: string) => text.replace(/^`(.*)`$/, '$1').replaceAll('&#124;', '|');

describe('docs/reference.md', () => {
  it('has a row for each variable, with its default', () => {
    const rows = rowsUnder('Settings').map(([name = '', value = '']) => [code(name), value]);
    const expected = Object.entries(properties).map(([name, { default: value = '' }]) => [
      name,
      value === '' ? 'none' : `\`${value}\``,
    ]);
    expect(rows.sort()).toEqual(expected.sort());
  });

  it('has a row for each command, with its arguments and options', () => {
    const program = new Command();
    describeCommands(program, () => async () => undefined);
    const expected = program.commands.map((command) => [
      command.name(),
      ...command.registeredArguments.map((argument) =>
        argument.required ? `<${argument.name()}>` : `[${argument.name()}${argument.variadic ? '…' : ''}]`,
      ),
      ...command.options.map(({ flags }) => flags),
    ]);
    const rows = rowsUnder('Commands').map(([name = '', options = '']) => [
      code(name),
      ...(options === 'none' ? [] : options.split(', ').map(code)),
    ]);
    expect(rows).toEqual(expected);
  });

  it('has a row for each metric', async () => {
    const nothing = { byLabel: {}, alone: {}, queues: {} } as never;
    const { text } = await openMetrics({ version: '1', role: 'all', read: async () => nothing }).text();
    const own = [...text.matchAll(/^# HELP (broadsheet_\S+)/gm)].map(([, name]) => name);
    expect(rowsUnder('Metrics').map(([name = '']) => code(name))).toEqual(own.sort());
  });
});

describe.each(['docs/operating.md', 'docs/reference.md'])('the table of contents of %s', (path) => {
  it('names each heading, in order', () => {
    const text = readProjectFile(path).replace(/^```[\s\S]*?^```/gm, '');
    const headings = [...text.matchAll(/^(##|###) (.+)$/gm)].flatMap(([, level = '', heading = '']) =>
      heading === 'Contents' ? [] : [`${level === '##' ? '' : '  '}- [${heading}](#${anchor(heading)})`],
    );
    const [, contents = ''] = text.split('\n## Contents\n');
    expect((contents.split(/\n## /)[0] ?? '').trim().split('\n')).toEqual(headings);
  });
});

/** As GitHub makes it of a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');
}
