import fc from 'fast-check';
import { anyCharacter } from '../../test/support/any-character.js';

/** What has brought down a parser, a database or a template somewhere. */
const texts: readonly string[] = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\u202eabc',
    '\ufffe',
    '\r\nx-injected: 1',
    '\t',
    '\u2028',
  ],
  ...['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'null', 'undefined', 'true'],
  ...['NaN', 'Infinity', '-Infinity', '-0', '-1', '0', '1e309', '0x10', '1.5', '٣', '９', '1_000'],
  ...['2147483648', '9223372036854775807', '9223372036854775808', '99999999999999999999'],
  ...[
    '2026-03-23',
    '2026-02-30',
    '0000-00-00',
    '9999-12-31',
    '-271821-04-20',
    '2026-W13',
    '2026-W54',
    '2026-3',
  ],
  ...['2026-03-23T08:00:00Z', '2026-03-23--2026-03-24', '2026-03-24--2026-03-23', '24:00', '08:00', '7:60'],
  ...['2603.00001', 'hep-th/9901001', '../../etc/passwd', '..%2f..', '%00', '%E0%A4%A', '%ff', '%', '%u0041'],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE papers; --',
    '<script>alert(1)</script>',
    '{{7*7}}',
    '{% raw %}',
    '\u0024{7*7}',
  ],
  ...[
    '*',
    '" "',
    '"unclosed',
    '-',
    '-- -',
    "a & | ! ( ) : * <-> 'b",
    'author:',
    'after:soon',
    'cat:cs.CL cat:',
  ],
  ...['a@example.org', 'A@EXAMPLE.ORG', 'a@b@c', '@', 'a@[127.0.0.1]', '"a b"@example.org', 'ü@exämple.org'],
  ...['Europe/Berlin', 'US/Pacific-New', 'Etc/GMT+25', 'de', 'xx-XX', 'İ', 'ß', 'e\u0301', '👩‍👩‍👧', '字'],
  ...['https://example.org/', 'http://127.0.0.1:1/', 'javascript:alert(1)', '//example.org', 'data:,x'],
  ...[
    'a'.repeat(300),
    '9'.repeat(400),
    '('.repeat(200),
    '字'.repeat(500),
    '$x^{'.repeat(60),
    'a '.repeat(2_000),
  ],
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts)).map((two) => two.join('')),
  },
);

/** Any value of JSON, with keys that an object has by itself among them. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    hostileText,
    fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e300),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(hostileText, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** The parts of a JSON schema that descriptions of APIs use. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
}

/** How deep an object may lie within the values that a schema makes. */
const DEEPEST = 6;

/** Mostly what a schema allows; here and there something else, or a key that it does not know. */
export function valueLike(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  if (depth > DEEPEST) return hostileValue;
  return fc.oneof({ weight: 8, arbitrary: allowedBy(schema, depth) }, { weight: 1, arbitrary: hostileValue });
}

function allowedBy(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways !== undefined) return fc.oneof(...ways.map((way) => valueLike(way, depth + 1)));
  const [type] = [schema.type ?? []].flat();
  switch (type) {
    case 'string':
      return hostileText;
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return numberWithin(schema);
    case 'array':
      return fc.array(valueLike(schema.items ?? {}, depth + 1), {
        maxLength: Math.min(5, schema.maxItems ?? 5),
      });
    case 'object':
      return objectOf(schema, depth);
    default:
      return hostileValue;
  }
}

function numberWithin({ minimum = -10, maximum = 2_147_483_647 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: Math.ceil(minimum), max: Math.max(Math.ceil(minimum), Math.floor(maximum)) }),
    fc.constantFrom(minimum - 1, maximum + 1, 0.1, 2 ** 53, 1e300),
  );
}

function objectOf({ properties = {} }: Schema, depth: number): fc.Arbitrary<unknown> {
  const known = Object.entries(properties).map(
    ([name, schema]) => [name, valueLike(schema, depth + 1)] as const,
  );
  const allowed = fc.record(Object.fromEntries(known), { requiredKeys: [], noNullPrototype: true });
  const more = fc.dictionary(hostileText, hostileValue, { maxKeys: 2, noNullPrototype: true });
  return fc.oneof(
    { weight: 6, arbitrary: allowed },
    { weight: 1, arbitrary: fc.tuple(allowed, more).map(([one, other]) => ({ ...one, ...other })) },
  );
}
