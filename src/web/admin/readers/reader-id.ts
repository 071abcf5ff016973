import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';

/** Of a route about one reader. */
export const readerSchema = { params: Type.Object({ id: Type.String({ pattern: '^[1-9]\\d{0,14}$' }) }) };

export function idOf({ params }: Pick<FastifyRequest, 'params'>): number {
  return Number((params as { readonly id: string }).id);
}

export function noReader(): BroadsheetError {
  return new BroadsheetError('NOT_FOUND', 'There is no subscriber with this id.');
}
