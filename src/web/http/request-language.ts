import type { FastifyRequest } from 'fastify';
import type { Texts } from '../../i18n/texts.js';
import { type Language, languageFrom } from '../../model/language.js';
import type { PageContext } from './context.js';

/** The language that the browser asks for, of those there are. */
export function languageOf({ headers }: Pick<FastifyRequest, 'headers'>): Language {
  return languageFrom(headers['accept-language']);
}

/** The texts of that language, where they are needed before the page is made. */
export function textsFor({ texts }: Pick<PageContext, 'texts'>, request: FastifyRequest): Texts {
  return texts[languageOf(request)];
}
