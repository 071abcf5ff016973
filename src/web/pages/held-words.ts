import type { Texts } from '../../i18n/texts.js';
import type { HeldRow } from '../../store/subscribers/personal-data.js';

/** Tables whose rows have words of their own: what they are to the person they are about. */
const NAMED: ReadonlySet<string> = new Set([
  'address_search',
  'address_changes',
  'consents',
  'deliveries',
  'delivery_orders',
  'feedback',
  'notices',
  'order_choices',
  'private_feeds',
  'reader_facets',
  'reader_faults',
  'saves',
  'soft_bounces',
  'tastes',
  'votes',
]);

/** `3 entries of your consent record, 24 digests that were mailed to you`; a table without words by its name. */
export function heldWords({ t }: Texts, held: Readonly<Record<string, readonly HeldRow[]>>): string {
  return Object.entries(held)
    .map(([table, { length: rows }]) =>
      NAMED.has(table) ? t(`held.${table.replaceAll('_', '-')}`, { rows }) : t('held.other', { rows, table }),
    )
    .join(', ');
}
