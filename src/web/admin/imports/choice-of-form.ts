import type { FastifyRequest } from 'fastify';
import {
  type ConsentBasis,
  type DeclaredConsent,
  type ImportAim,
  type ImportField,
  importFields,
} from '../../../model/import.js';
import { defaultLanguage, isLanguage } from '../../../model/language.js';
import type { ImportChoice } from '../../../store/imports/imports.js';
import { fieldOf } from '../fields.js';

/** What the form says; whether it can be used is for the act to say. */
export function choiceOfForm(request: FastifyRequest): ImportChoice {
  const mapping: Partial<Record<ImportField, number>> = {};
  for (const field of importFields) {
    const place = fieldOf(request, `column-${field}`);
    if (/^\d{1,3}$/.test(place)) mapping[field] = Number(place);
  }
  const language = fieldOf(request, 'language');
  return {
    mapping,
    aim: fieldOf(request, 'aim') as ImportAim,
    language: isLanguage(language) ? language : defaultLanguage,
    consent: consentOf(request),
    invitesHour: Number(fieldOf(request, 'invites') || Number.NaN),
  };
}

/** Null where nothing was said at all. */
function consentOf(request: FastifyRequest): DeclaredConsent | null {
  const said = (name: string) => fieldOf(request, name).trim();
  const [statement, where, since] = [said('statement'), said('where'), said('since')];
  if (statement === '' && where === '' && since === '') return null;
  return { basis: said('basis') as ConsentBasis, statement, where, since };
}
