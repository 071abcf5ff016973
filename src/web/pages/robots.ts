import type { PageContext, WebServer } from '../http/context.js';

/** Papers and digests may be found; pages behind links in mail, the mailbox and the API and what is searched for are nobody's find. */
const ROBOTS = `User-agent: *
Disallow: /answers/
Disallow: /api/
Disallow: /confirm/
Disallow: /current-digest/
Disallow: /feeds/
Disallow: /mailbox
Disallow: /preferences/
Disallow: /resume/
Disallow: /saved/
Disallow: /search
Disallow: /unsubscribe/
Disallow: /your-data/
Disallow: /your-feeds/
`;

export function robotsPage(server: WebServer, { config }: PageContext): void {
  const text = `${ROBOTS}\nSitemap: ${config.publicUrl}/sitemap.xml\n`;
  server.get('/robots.txt', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(text));
}
