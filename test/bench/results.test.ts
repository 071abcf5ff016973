import { describe, expect, test } from 'vitest';
import { isWanted } from '../../bench/filter.js';
import { type Measurement, median, medianOf, type ResultRow, ratio } from '../../bench/measurement.js';
import { readOptions } from '../../bench/options.js';
import { jsonLine, table } from '../../bench/print-rows.js';
import { broadsheetConditions, variantName, withTwins } from '../../bench/send/conditions.js';
import { statementName } from '../../bench/statements/server-statistics.js';

const row: ResultRow = {
  bench: 'send',
  variant: 'broadsheet unsigned',
  messagesPerSecond: 5123.456,
  cpuSecondsPer1000: 0.123456,
  peakMemoryMB: 110,
  ratioToNaive: 12.3456,
  ratioToSmtpSource: null,
  extra: { readers: 300, rates: [1, 2] },
};

describe('a line of the result', () => {
  test('has its fields in JSON, figures that are not known as null, and further ones behind', () => {
    expect(jsonLine(row)).toBe(
      '{"bench":"send","variant":"broadsheet unsigned","messagesPerSecond":5123,"cpuSecondsPer1000":0.123,' +
        '"peakMemoryMB":110,"ratioToNaive":12.3,"ratioToSmtpSource":null,"readers":300,"rates":[1,2]}',
    );
  });

  test('stands in columns of a table', () => {
    const [header, line] = table([row]).split('\n');
    expect(header?.indexOf('messages/s')).toBe((line?.indexOf('5123') ?? 0) - 'messages/s'.length + 4);
    expect(line).toMatch(/ – {2}readers 300$/);
  });
});

describe('figures of several runs', () => {
  test.each([
    [[], null],
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %j', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('each figure has its own median, and one that was never known stays unknown', () => {
    const run = (rate: number, cpu: number): Measurement => ({
      messagesPerSecond: rate,
      cpuSecondsPer1000: cpu,
      peakMemoryMB: null,
      extra: { readers: 300, note: `run ${rate}` },
    });
    expect(medianOf([run(3, 0.1), run(1, 0.3), run(2, 0.2)])).toEqual({
      messagesPerSecond: 2,
      cpuSecondsPer1000: 0.2,
      peakMemoryMB: null,
      extra: { readers: 300, note: 'run 2' },
    });
  });

  test('a ratio to what is not known is not known', () => {
    expect([ratio(6, 2), ratio(6, null), ratio(null, 2), ratio(6, undefined), ratio(6, 0)]).toEqual([
      3,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('the name of a statement', () => {
  test.each([
    ['INSERT INTO a.job (id)\n VALUES ($1)', 'INSERT a.job'],
    [
      'WITH x AS (SELECT id FROM t FOR UPDATE SKIP LOCKED), y AS (INSERT INTO slices(digest_id) SELECT 1) UPDATE t SET a = 1',
      'INSERT slices, UPDATE t',
    ],
    ['INSERT INTO t SELECT 1 ON CONFLICT (id) DO UPDATE SET a = 1 -- UPDATE nothing', 'INSERT t'],
    ['SELECT a FROM t WHERE id = $1 FOR NO KEY UPDATE OF t', 'SELECT t'],
    ['COMMIT', 'COMMIT'],
  ])('%s', (query, name) => {
    expect(statementName(query)).toBe(name);
  });
});

describe('what is measured', () => {
  test('has a name of its own', () => {
    const names = withTwins(broadsheetConditions).map(variantName);
    expect(new Set(names).size).toBe(names.length);
  });

  test('comes with what it is compared to', () => {
    const wanted = broadsheetConditions.filter((conditions) =>
      isWanted(['send', 'dkim', '5ms', '2-processes', 'redis'], 'send', variantName(conditions)),
    );
    expect(withTwins(wanted).map(variantName)).toEqual([
      'naive dkim-rsa2048 5ms 2-processes',
      'smtp-source 5ms',
      'broadsheet dkim-rsa2048 5ms 2-processes redis',
    ]);
  });
});

describe('the command line', () => {
  test('is read', () => {
    expect(readOptions(['send', 'dkim', '--json', '--readers', '300'])).toMatchObject({
      filter: ['send', 'dkim'],
      json: true,
      readers: 300,
      runs: 3,
      connections: null,
    });
  });

  test.each([[['--readers', 'many']], [['--runs', '0']], [['--connections', '1.5']], [['--unknown']]])(
    'refuses %j',
    (args) => {
      expect(() => readOptions(args)).toThrow(/--/);
    },
  );
});
