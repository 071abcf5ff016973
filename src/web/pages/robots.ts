import type { WebServer } from '../context.js';

/** Papers and digests may be found; pages behind links in mail, the mailbox and the API are nobody's find. */
const ROBOTS = `User-agent: *
Disallow: /answers/
Disallow: /api/
Disallow: /confirm/
Disallow: /current-digest/
Disallow: /mailbox
Disallow: /preferences/
Disallow: /resume/
Disallow: /saved/
Disallow: /unsubscribe/
Disallow: /your-data/
`;

export function robotsPage(server: WebServer): void {
  server.get('/robots.txt', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(ROBOTS));
}
