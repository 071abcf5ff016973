import type { FastifyRequest } from 'fastify';
import { type Language, languageFrom } from '../model/language.js';

/** The language that the browser asks for, of those there are. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  return languageFrom(headers['accept-language']);
}
