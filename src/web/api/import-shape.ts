import Type from 'typebox';
import {
  consentBases,
  formerServices,
  type Import,
  importAims,
  importFields,
  importStates,
  importVerdicts,
} from '../../model/import.js';
import { importVersion } from '../../subscribers/import/import-acts.js';
import { MailLanguage } from '../forms/preferences-schema.js';
import { nullable } from './shapes.js';

export const MappingShape = Type.Partial(
  Type.Object(
    Object.fromEntries(importFields.map((field) => [field, Type.Integer({ minimum: 0, maximum: 199 })])),
  ),
  { additionalProperties: false, description: 'Which column holds what, counted from 0.' },
);
export const ConsentShape = Type.Object(
  {
    basis: Type.Enum([...consentBases]),
    statement: Type.String({ maxLength: 1_000, description: 'What they were told, word for word.' }),
    where: Type.String({ maxLength: 300 }),
    since: Type.String({ description: 'YYYY-MM-DD' }),
  },
  { additionalProperties: false },
);
const Counts = Type.Partial(
  Type.Object(Object.fromEntries(importVerdicts.map((verdict) => [verdict, Type.Integer()]))),
);

/** An import as the API tells of it. */
export const ImportShape = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  state: Type.Enum([...importStates]),
  reason: nullable(Type.String({ description: 'Why it failed, or was paused by itself.' })),
  service: nullable(Type.Enum([...formerServices])),
  columns: Type.Array(Type.String()),
  mapping: MappingShape,
  aim: Type.Enum([...importAims]),
  language: MailLanguage,
  consent: nullable(ConsentShape),
  invitesHour: Type.Integer(),
  lines: Type.Integer(),
  done: Type.Integer({ description: 'Lines that the check, or the run, is through with.' }),
  checked: Counts,
  counts: Counts,
  by: Type.String(),
  createdAt: Type.String({ format: 'date-time' }),
  finishedAt: nullable(Type.String({ format: 'date-time' })),
  version: Type.String({ description: 'Of what is chosen and what the check found; a start may name it.' }),
});

/** The same, of what is stored. */
export function importShape(one: Import) {
  const { id, name, state, reason, service, mapping, aim, language, consent, invitesHour, lines } = one;
  return {
    ...{ id, name, state, reason, service, mapping, aim, language, consent, invitesHour, lines },
    columns: [...one.columns],
    done: Math.min(one.nextLine - 1, lines),
    checked: one.checked,
    counts: one.counts,
    by: one.actorName,
    createdAt: one.createdAt.toISOString(),
    finishedAt: one.finishedAt?.toISOString() ?? null,
    version: importVersion(one),
  };
}
