import type { FastifyRequest } from 'fastify';
import type { Texts } from '../../../i18n/texts.js';
import { addDays, dateIn } from '../../../model/calendar-date.js';
import type { Span } from '../../../store/numbers/read-spans.js';
import type { AdminContext } from '../admin-context.js';
import { queryOf } from '../fields.js';

/** So many days a page may show. */
const LENGTHS = [30, 90, 365] as const;
const USUAL = 90;

/** The days that a page shows until today, in the site's zone; its address may ask for more or fewer. */
export function spanOf(
  { config, clock }: AdminContext,
  request: FastifyRequest,
): Span & { readonly length: number } {
  const asked = Number(queryOf(request, 'days'));
  const length = LENGTHS.find((one) => one === asked) ?? USUAL;
  const until = dateIn(config.digestTimezone, clock());
  return { from: addDays(until, 1 - length), until, length };
}

/** The links to the lengths that there are. */
export function spanLinks({ t }: Texts, path: string, length: number) {
  return LENGTHS.map((days) => ({
    href: `${path}?days=${days}`,
    text: t('admin-figures.days', { days }),
    current: days === length,
  }));
}
