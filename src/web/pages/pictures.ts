import Type from 'typebox';
import { BroadsheetError } from '../../errors.js';
import { FOR_GOOD } from '../http/assets.js';
import type { PageContext, WebServer } from '../http/context.js';

const schema = { params: Type.Object({ file: Type.String({ pattern: '^[0-9a-f]{32}\\.jpg$' }) }) };

/**
 * Pictures of papers, for mails and pages: the same address for everybody, so that fetching one says nothing of a reader.
 * Mail programs in the web show them within their own pages, hence for every site.
 */
export function picturePages(server: WebServer, { pictures }: Pick<PageContext, 'pictures'>): void {
  if (pictures == null) return;
  server.get('/pictures/:file', { schema }, async (request, reply) => {
    const picture = await pictures.read(request.params.file.slice(0, -'.jpg'.length));
    if (picture === null) throw new BroadsheetError('NOT_FOUND', 'There is no such picture.');
    // A picture is named by what it holds, so that it never changes.
    reply.header('cache-control', FOR_GOOD);
    reply.header('cross-origin-resource-policy', 'cross-origin');
    return reply.type('image/jpeg').send(picture);
  });
}
