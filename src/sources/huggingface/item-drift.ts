import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { SourceDrift } from '../../model/source-drift.js';
import { driftOf, type FieldFault } from '../drift.js';

/** A field that every item of the list has had since there are recordings, and where. */
export interface ExpectedField {
  readonly name: string;
  /** As JSON pointers (RFC 6901), the best place first. */
  readonly places: readonly string[];
  readonly schema: TSchema;
}

/** The fields that most items of a list do not tell where and as they used to. */
export function itemDrift(items: readonly unknown[], fields: readonly ExpectedField[]): SourceDrift[] {
  return driftOf(new Map(fields.map((field) => [field.name, items.map((item) => faultOf(item, field))])));
}

function faultOf(item: unknown, { places, schema }: ExpectedField): FieldFault {
  const values = places.map((place) => Value.Pointer.Get(item, place));
  if (values.some((value) => Value.Check(schema, value))) return null;
  if (values.some((value) => value !== undefined && value !== null)) return 'other-type';
  const name = places[0]?.split('/').at(-1) ?? '';
  return holds(item, name, schema, DEEPEST) ? 'moved' : 'vanished';
}

const DEEPEST = 4;

/** Whether a field of this name and type stands anywhere in an item. */
function holds(value: unknown, name: string, schema: TSchema, depth: number): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === 0) return false;
  return Object.entries(value).some(
    ([key, inner]) => (key === name && Value.Check(schema, inner)) || holds(inner, name, schema, depth - 1),
  );
}
