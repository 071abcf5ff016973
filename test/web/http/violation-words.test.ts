import AjvCompiler from '@fastify/ajv-compiler';
import Type from 'typebox';
import { expect, it } from 'vitest';
import { type Violation, violationWords } from '../../../src/web/http/violation-words.js';

const compile = AjvCompiler()({}, { customOptions: { removeAdditional: false, verbose: true } });

it.each([
  [Type.String({ pattern: '^[a-z]{3}$', description: 'three small letters' }), 'A', 'three small letters'],
  [Type.String({ pattern: '^[a-z]{3}$', examples: ['abc'] }), 'A', 'abc'],
  [Type.String({ pattern: '^[a-z]{3}$' }), 'A', 'is not of the form'],
  [Type.String({ pattern: '\\S' }), ' ', 'must not be blank'],
  [Type.String({ format: 'date-time' }), 'yesterday', '2026-03-24T08:00:00Z'],
  [Type.Enum(['daily', 'weekly']), 'hourly', 'must be daily, weekly'],
  [Type.Literal('a'), 'b', 'must be a'],
  [Type.Union([Type.Literal('a'), Type.Literal('b')]), 'c', 'must be'],
  [Type.Integer({ minimum: 1 }), 0, 'must be >= 1'],
])('%j says in words what it expects where there is %j', (schema, value, words) => {
  const check = compile({ schema: Type.Object({ value: schema }) } as never);
  expect(check({ value })).toBe(false);
  const told = (check.errors as Violation[]).map(violationWords);
  expect(told.join('; ')).toContain(words);
  expect(told.join('; ')).not.toMatch(/\^|\[a-z\]|\\S|anyOf|constant|"date-time"/);
});
