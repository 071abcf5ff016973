import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { HeldRow } from '../../store/subscribers/personal-data.js';

/** Tables whose rows have words of their own: what they are to the person they are about. */
const words: Partial<Record<string, TextKey>> = {
  address_search: 'held.address-search',
  address_changes: 'held.address-changes',
  consents: 'held.consents',
  deliveries: 'held.deliveries',
  delivery_orders: 'held.delivery-orders',
  feedback: 'held.feedback',
  notices: 'held.notices',
  order_choices: 'held.order-choices',
  private_feeds: 'held.private-feeds',
  reader_facets: 'held.reader-facets',
  reader_faults: 'held.reader-faults',
  reader_times: 'held.reader-times',
  saves: 'held.saves',
  soft_bounces: 'held.soft-bounces',
  tastes: 'held.tastes',
  votes: 'held.votes',
};

/** `3 entries of your consent record, 24 digests that were mailed to you`; a table without words by its name. */
export function heldWords({ t }: Texts, held: Readonly<Record<string, readonly HeldRow[]>>): string {
  return Object.entries(held)
    .map(([table, { length: rows }]) => t(words[table] ?? 'held.other', { rows, table }))
    .join(', ');
}
