import type { DigestReader } from '../src/rendering/compose-digest.js';
import type { SiteIdentity } from '../src/rendering/site-identity.js';

/** Who sends what is shown. */
export const site: SiteIdentity = {
  name: 'Broadsheet',
  publicUrl: 'https://papers.example.org',
  from: { name: 'Broadsheet', address: 'papers@example.org' },
  replyTo: null,
  postalAddress: '1 Invented Street, 00000 Nowhere',
  listId: 'daily.example.org',
};

/** As wordy as the settings allow. */
export const wordySite: SiteIdentity = {
  ...site,
  name: 'The Morning Papers of the Institute for Invented Studies & C',
  postalAddress: `${'Department of Things That Do Not Exist, '.repeat(6)}1 Invented Street, 00000 Nowhere`,
};

export const reader: DigestReader = {
  address: 'reader@example.net',
  messageId: '<a-preview@example.org>',
  date: new Date('2026-03-24T08:00:03Z'),
  unsubscribeUrl: link('unsubscribe'),
  answersUrl: link('answers'),
  preferencesUrl: link('preferences'),
};

/** A personal link as long as those of readers. */
export function link(page: string): string {
  return `https://papers.example.org/${page}/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h`;
}
