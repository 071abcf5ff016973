import { watch } from 'node:fs';
import Fastify from 'fastify';
import PostalMime from 'postal-mime';
import { messageNames, previewMessage, templatesFolder } from './messages.js';

/** Shows every mail in a browser, as HTML and as text, and loads again when a template changes. */

const PORT = Number(process.env['PREVIEW_PORT'] ?? 3001);
const own = process.env['MAIL_TEMPLATES'] || null;
const server = Fastify();
const changes = { count: 0 };

for (const folder of [templatesFolder, ...(own === null ? [] : [own])]) {
  watch(folder, { recursive: true }, () => {
    changes.count += 1;
  });
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

function frame(title: string, main: string): string {
  const links = messageNames.map(
    (name) => `<a href="/mail/${encodeURIComponent(name)}">${escaped(name)}</a>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body{font:15px system-ui;margin:16px}nav a{margin-right:16px}iframe{border:1px solid;background:#fff}
.narrow{width:375px;height:80vh}.wide{width:800px;height:80vh}pre{max-width:80ch;white-space:pre-wrap}</style>
<nav>${links.join(' ')}</nav>${main}
<script>setInterval(async()=>{const n=await(await fetch('/changes')).text();if(window.n&&window.n!==n)location.reload();window.n=n},500)</script>`;
}

server.get('/changes', async () => String(changes.count));

server.get('/', async (_request, reply) =>
  reply.type('text/html').send(frame('Preview', '<p>Choose a mail.</p>')),
);

server.get<{ Params: { name: string } }>('/mail/:name', async ({ params: { name } }, reply) => {
  try {
    const raw = await previewMessage(name, own);
    if (raw === null) return reply.code(404).type('text/html').send(frame('Preview', '<p>No such mail.</p>'));
    const mail = await PostalMime.parse(raw);
    const html = escaped(mail.html ?? '');
    const about = `<h1>${escaped(mail.subject ?? '')}</h1><p>${Math.ceil(raw.length / 1024)} KB</p>`;
    const frames = ['narrow', 'wide'].map(
      (width) => `<iframe class="${width}" sandbox title="${width}" srcdoc="${html}"></iframe>`,
    );
    return reply
      .type('text/html')
      .send(frame(name, `${about}${frames.join(' ')}<pre>${escaped(mail.text ?? '')}</pre>`));
  } catch (error) {
    // A template that is being written is broken now and then; its reason is what one wants to see.
    return reply
      .type('text/html')
      .send(frame('Fault', `<pre>${escaped(error instanceof Error ? error.message : String(error))}</pre>`));
  }
});

await server.listen({ port: PORT, host: '127.0.0.1' });
process.stdout.write(`http://localhost:${PORT}\n`);
