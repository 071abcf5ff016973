import type { HeldRow } from '../../store/holdings.js';

/** What the rows of a table are to the person they are about: one, several. */
const WORDS: Readonly<Record<string, readonly [string, string]>> = {
  consents: ['entry of your consent record', 'entries of your consent record'],
  deliveries: ['digest that was mailed to you', 'digests that were mailed to you'],
  notices: ['mail about the subscription itself', 'mails about the subscription itself'],
  feedback: ['report of a mail server or provider', 'reports of mail servers or providers'],
  soft_bounces: ['day on which mail to you came back', 'days on which mail to you came back'],
  votes: ['vote', 'votes'],
  address_changes: ['wish for another address', 'wishes for another address'],
  private_feeds: ['change of the addresses of your feeds', 'changes of the addresses of your feeds'],
  order_choices: ['choice of the order of papers', 'choices of the order of papers'],
  tastes: ['taste that was learned from your answers', 'tastes that were learned from your answers'],
  delivery_orders: ['order of a digest of your own', 'orders of digests of your own'],
  saves: ['saved paper', 'saved papers'],
};

/** `3 entries of your consent record, 24 digests that were mailed to you`; a table without words by its name. */
export function heldWords(held: Readonly<Record<string, readonly HeldRow[]>>): string {
  return Object.entries(held)
    .map(([table, rows]) => {
      const [one, several] = WORDS[table] ?? [`row of “${table}”`, `rows of “${table}”`];
      return `${rows.length} ${rows.length === 1 ? one : several}`;
    })
    .join(', ');
}
