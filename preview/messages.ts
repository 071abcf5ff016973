import { fileURLToPath } from 'node:url';
import { noticeKinds } from '../src/model/delivery.js';
import { compileDigest } from '../src/rendering/compile-digest.js';
import { composeDigest } from '../src/rendering/compose-digest.js';
import { composeNotice } from '../src/rendering/compose-notice.js';
import { wholeEdition } from '../src/rendering/edition.js';
import { messageBytes } from '../src/rendering/message-parts.js';
import type { SiteIdentity } from '../src/rendering/site-identity.js';
import { loadTemplates } from '../src/rendering/templates.js';
import { sampleDigests } from './samples.js';

export const templatesFolder = fileURLToPath(new URL('../templates/email', import.meta.url));

const site: SiteIdentity = {
  name: 'Broadsheet',
  publicUrl: 'https://papers.example.org',
  from: { name: 'Broadsheet', address: 'papers@example.org' },
  replyTo: null,
  postalAddress: '1 Invented Street, 00000 Nowhere',
  listId: 'daily.example.org',
};

const link = (page: string): string => `${site.publicUrl}/${page}/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h`;
const envelope = {
  address: 'reader@example.net',
  messageId: '<a-preview@example.org>',
  date: new Date('2026-03-24T08:00:03Z'),
  unsubscribeUrl: link('unsubscribe'),
};

const notices = {
  confirmation: { actionUrl: link('confirm'), unsubscribeUrl: null },
  welcome: { actionUrl: link('current-digest'), unsubscribeUrl: envelope.unsubscribeUrl },
  goodbye: { actionUrl: link('resume'), unsubscribeUrl: null },
  'address-old': { actionUrl: link('address-change'), unsubscribeUrl: null },
  'address-new': { actionUrl: link('address-change'), unsubscribeUrl: null },
} as const;

export const messageNames: readonly string[] = [...Object.keys(sampleDigests), ...Object.keys(notices)];

/**
 * A message as it would leave, from templates read at this moment.
 * @param own the operator's templates
 * @returns null where no message has this name
 */
export async function previewMessage(name: string, own: string | null): Promise<Buffer | null> {
  const templates = await loadTemplates(templatesFolder, own);
  const digest = Object.hasOwn(sampleDigests, name) ? sampleDigests[name]?.() : undefined;
  if (digest !== undefined) {
    const edition = wholeEdition(await compileDigest(templates, site, digest));
    const reader = { ...envelope, answersUrl: link('answers'), preferencesUrl: link('preferences') };
    return messageBytes(composeDigest(edition, reader));
  }
  const kind = noticeKinds.find((known) => known === name);
  if (kind === undefined) return null;
  const reader = { ...envelope, newAddress: 'reader@new.example.net' };
  return messageBytes(await composeNotice(templates, site, { ...reader, kind, ...notices[kind] }));
}
