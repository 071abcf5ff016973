import type { FastifyRequest } from 'fastify';
import type { TextName } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';

/** What a field of a form holds; empty where it was not sent. Of several of one name the last. */
export function fieldOf({ body }: Pick<FastifyRequest, 'body'>, name: string): string {
  const given = (body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  const last = Array.isArray(given) ? given.at(-1) : given;
  return typeof last === 'string' ? last : '';
}

/** What several boxes of one name hold. */
export function fieldsOf({ body }: Pick<FastifyRequest, 'body'>, name: string): readonly string[] {
  const given = (body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return [given].flat().filter((value) => typeof value === 'string');
}

/** What a query holds under a name; empty where it holds nothing. */
export function queryOf({ query }: Pick<FastifyRequest, 'query'>, name: string): string {
  const given = (query as Readonly<Record<string, unknown>>)[name];
  return typeof given === 'string' ? given : '';
}

/** What a page says after a form was sent, where its address names one of these. */
export function doneSentence(
  { t }: Texts,
  done: string,
  known: readonly TextName<'admin-done'>[],
): string | null {
  const name = known.find((one) => one === done);
  return name === undefined ? null : t(`admin-done.${name}`);
}

/** What a script sent under a name, whatever it is. */
export function fieldValue({ body }: Pick<FastifyRequest, 'body'>, name: string): unknown {
  return (body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}
