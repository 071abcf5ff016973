import { fileURLToPath } from 'node:url';
import PostalMime from 'postal-mime';
import { loadTexts } from '../../src/i18n/load-texts.js';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { loadTemplates } from '../../src/rendering/templates.js';
import { inventDigest, site } from './invented-digest.js';
import { type MailContent, openAddress, openUrl } from './mail-names.js';

export const emailTemplates = fileURLToPath(new URL('../../templates/email', import.meta.url));

export async function readMailContent(): Promise<MailContent> {
  const templates = await loadTemplates(emailTemplates, await loadTexts());
  const compiled = await compileDigest(templates.en, site, inventDigest());
  const message = messageBytes(
    composeDigest(wholeEdition(compiled), {
      address: openAddress,
      messageId: '<bWVzc2FnZS1pZC1vZi0xOC1v@example.org>',
      date: new Date(),
      unsubscribeUrl: openUrl,
      answersUrl: openUrl,
      preferencesUrl: openUrl,
    }),
  );
  const { subject, html, text } = await PostalMime.parse(message);
  if (subject === undefined || html === undefined || text === undefined) {
    throw new Error('the message has no subject, no HTML or no text');
  }
  const from = `${site.from.name} <${site.from.address}>`;
  return { from, subject, html, text, message: message.toString('latin1') };
}
