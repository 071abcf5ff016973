import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImportLine } from '../../../src/model/import.js';
import { readTable } from '../../../src/subscribers/import/read-table.js';

async function* parts(octets: Buffer, size = 7): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

async function read(file: string | Buffer, size?: number) {
  const lines: ImportLine[] = [];
  const octets = typeof file === 'string' ? Buffer.from(file) : file;
  const table = await readTable(parts(octets, size), async (some) => void lines.push(...some));
  return { ...table, rows: lines.map(({ fields }) => fields), lines };
}

const people = [
  ['zoë@example.org', 'Zoë, née "X"'],
  ['b@example.org', ''],
];
const csv = 'email,name\r\nzoë@example.org,"Zoë, née ""X"""\r\nb@example.org,\r\n';

describe('a list in a file', () => {
  it.each([
    ['UTF-8', Buffer.from(csv)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${csv}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${csv}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${csv}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(csv, 'utf16le')],
    ['Windows-1252', Buffer.from(csv, 'latin1')],
    ['line feeds', Buffer.from(csv.replaceAll('\r\n', '\n'))],
    ['no line break at its end', Buffer.from(csv.trimEnd())],
    ['empty lines', Buffer.from(csv.replaceAll('\r\n', '\r\n\r\n'))],
    ['line ends of two kinds', Buffer.from(csv.replace('\r\n', '\n'))],
    ['what Excel is told of its separators', Buffer.from(`sep=,\r\n${csv}`)],
    ['a title over the heading', Buffer.from(`My readers,\r\n,\r\nof 2024,\r\n${csv}`)],
    ['blanks behind commas', Buffer.from(csv.replaceAll(',', ', ').replace('Zoë,  née', 'Zoë, née'))],
    ['text that Excel shall not reckon with', Buffer.from(csv.replace('b@example.org', '="b@example.org"'))],
    ['semicolons', Buffer.from('email;name\nzoë@example.org;"Zoë, née ""X"""\nb@example.org;\n')],
    ['tabs', Buffer.from('email\tname\nzoë@example.org\t"Zoë, née ""X"""\nb@example.org\t\n')],
    ['bars', Buffer.from('email|name\nzoë@example.org|"Zoë, née ""X"""\nb@example.org|\n')],
  ])('is read as %s', async (_, file) => {
    for (const size of [1, 7, 100_000]) {
      const { columns, rows, format } = await read(file, size);
      expect({ columns, rows, format }).toEqual({ columns: ['email', 'name'], rows: people, format: 'csv' });
    }
  });

  it('reads Windows-1252 that shows itself late, and the letter that tells it at the end of a part', async () => {
    const plain = `email,name\n${'a@example.org,Ann\n'.repeat(1_000)}`;
    const file = Buffer.concat([Buffer.from(plain), Buffer.from('z@example.org,Zo\xeb', 'latin1')]);
    const { rows } = await read(file, file.length - 1);
    expect(rows.at(-1)).toEqual(['z@example.org', 'Zoë']);
    const mixed = Buffer.concat([
      Buffer.from('email,name\nz@example.org,Zoë '.repeat(300)),
      Buffer.from([0xeb]),
    ]);
    expect((await read(mixed)).rows.at(-1)?.join()).toContain('\ufffd');
  });

  it('needs no heading', async () => {
    const { columns, rows } = await read('a@example.org;Ann\nb@example.org;Bea\n');
    expect(columns).toEqual(['1', '2']);
    expect(rows[0]).toEqual(['a@example.org', 'Ann']);
    expect((await read('a@example.org\nb@example.org')).rows).toHaveLength(2);
  });

  it('takes what was meant for an address for no heading, and keeps none as the name of a column', async () => {
    const { columns, rows } = await read('jörg@example.org,Jörg\nb@example.org,Bea\n');
    expect([columns, rows]).toEqual([
      ['1', '2'],
      [
        ['jörg@example.org', 'Jörg'],
        ['b@example.org', 'Bea'],
      ],
    ]);
    expect((await read('[{"a@example.org":"a@example.org"}]')).columns).toEqual(['(address)']);
  });

  it('is not brought down by lists in lists', async () => {
    const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expect(
      (await read(`{"email":"a@example.org","x":{"y":${deep}}}\n{"email":"b@example.org"}`, 90_000)).rows,
    ).toEqual([['a@example.org', ''], ['b@example.org']]);
    expect((await read(`{"email":"a@example.org"}\n${deep}`, 90_000)).lines).toMatchObject([
      { fault: null },
      { fault: 'not-json' },
    ]);
  });

  it.each([
    ['an array', '[{"email":"a@example.org"}, {"email":"b@example.org","name":null,"tags":["x"]}]'],
    [
      'an object with an array',
      '{"count":2,"results":[{"email":"a@example.org"},{"email":"b@example.org","tags":["x"],"name":null}]}',
    ],
    ['lines', '{"email":"a@example.org"}\n\n{"email":"b@example.org","name":null,"tags":["x"]}\n'],
  ])('is read as JSON: %s', async (_, file) => {
    const { columns, rows, format } = await read(file);
    expect(format).toBe('json');
    expect(columns.toSorted()).toEqual(['email', 'name', 'tags']);
    const second = Object.fromEntries(columns.map((name, at) => [name, rows[1]?.[at] ?? '']));
    expect(second).toEqual({ email: 'b@example.org', name: '', tags: '["x"]' });
    expect(rows[0]).toEqual(['a@example.org']);
  });

  it('keeps a line that is no JSON, and a list of addresses alone', async () => {
    const { lines } = await read('{"email":"a@example.org"}\n{"email":"b@\n{"email":"c@example.org"}');
    expect(lines.map(({ fault, fileLine }) => [fault, fileLine])).toEqual([
      [null, 1],
      ['not-json', 2],
      [null, 3],
    ]);
    expect((await read('["a@example.org","b@example.org"]')).rows).toEqual([
      ['a@example.org'],
      ['b@example.org'],
    ]);
  });

  it.each([
    ['empty', ''],
    ['no-lines', 'email,name\n'],
    ['no-lines', '[]'],
    ['packed', Buffer.from('504b0304140000000800', 'hex')],
    ['packed', Buffer.from('1f8b0800', 'hex')],
    ['binary', Buffer.from('0102000300ff00', 'hex')],
    ['quote', `email,name\na@example.org,"Ann\nb@example.org,Bea\n`],
    ['quote', `email,name\na@example.org,"${'x'.repeat(70_000)}"\n`],
    ['quote', 'email,name,state\na@example.org,"Ann\nb@example.org,Bea,left\nc@example.org,"Cy",left\n'],
    ['long-line', `{"email":"a@example.org"}\n{"email":"${'x'.repeat(70_000)}`],
    ['json', '[{"email":"a@example.org"},'],
    ['json', '[{"email":"a@example.org"} oh'],
    ['json', `[{"email":"a@example.org"},${'['.repeat(200)}`],
    ['json', `[{"email":"a@example.org","x":[${'1,'.repeat(70_000)}1]}]`],
  ])('is refused whole where it is %s', async (reason, file) => {
    await expect(read(file, 50_000)).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { reason } });
  });

  it('gives back any fields that CSV can hold', async () => {
    const field = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => text.replace(/\0|\p{Surrogate}/gu, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 5 }), async (fields) => {
        const quoted = fields.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(','));
        expect((await read(`email,name\n${quoted.join('\n')}`, 3)).rows).toEqual(fields);
      }),
      { numRuns: 50 },
    );
  });
});
