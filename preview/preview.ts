import { watch } from 'node:fs';
import Fastify, { type FastifyReply } from 'fastify';
import PostalMime from 'postal-mime';
import { readConfig } from '../src/config/read-config.js';
import { isLanguage } from '../src/model/language.js';
import { previewMessage, templatesFolder, textsFolder } from './messages.js';
import { escaped, mailPage, previewPage } from './page.js';

/**
 * Shows every mail in a browser, in each language, as HTML and as text, and loads again when a template, a text or the
 * code changes.
 */

const PORT = Number(process.env['PREVIEW_PORT'] ?? 3001);
/** Settings that mails look by; others, as a server that is not there, are of no use here. */
const names = [
  'MAIL_TEMPLATES',
  'BRAND',
  'ACCENT_LIGHT',
  'ACCENT_DARK',
  'IMPRINT_URL',
  'PRIVACY_URL',
  'CONTACT',
];
const { mailTemplates: own, brand } = readConfig(
  Object.fromEntries(names.map((name) => [name, process.env[name]])),
);
const server = Fastify();
/** A change of code starts the preview anew. */
const changes = { since: Date.now(), count: 0 };

for (const folder of [templatesFolder, textsFolder, ...(own === null ? [] : [own])]) {
  watch(folder, { recursive: true }, () => {
    changes.count += 1;
  });
}

const show = (reply: FastifyReply, page: string) => reply.type('text/html').send(page);

server.get('/changes', async () => `${changes.since}-${changes.count}`);

server.get('/', (_request, reply) => show(reply, previewPage('Preview', '<p>Choose a mail.</p>')));

interface Asked {
  readonly language: string;
  readonly name: string;
}

server.get<{ Params: Asked }>('/mail/:language/:name', async ({ params: { language, name } }, reply) => {
  try {
    const raw = isLanguage(language) ? await previewMessage(name, language, own, brand) : null;
    if (raw === null) return show(reply.code(404), previewPage('Preview', '<p>No such mail.</p>'));
    return show(reply, mailPage(name, await PostalMime.parse(raw), raw.length));
  } catch (error) {
    // A template that is being written is broken now and then; its reason is what one wants to see.
    const reason = error instanceof Error ? error.message : String(error);
    return show(reply, previewPage('Fault', `<pre>${escaped(reason)}</pre>`));
  }
});

await server.listen({ port: PORT, host: '127.0.0.1' });
process.stdout.write(`http://localhost:${PORT}\n`);
