import { accentSheet, type Brand, colourSheet } from '../../brand/brand.js';
import { BroadsheetError } from '../../errors.js';
import { FOR_GOOD } from './assets.js';
import type { WebServer } from './context.js';
import { type ReadyPage, readyPage } from './page-cache.js';
import { sendReady } from './send-cached.js';

/** An SVG that somebody opens by itself runs, loads and sends nothing, whatever is in it. */
const INERT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/**
 * `/brand/…`: the publisher's pictures, and the style sheet of its colours. Mails of long ago name a former state and
 * get the present one.
 */
export function brandFiles(server: WebServer, brand: Brand): void {
  const files = readyFiles(brand);
  server.get('/brand/:state/:file', async (request, reply) => {
    const { file } = request.params as { readonly file: string };
    const ready = files.get(file);
    if (ready === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such file.');
    reply.header('cache-control', FOR_GOOD).header('vary', 'Accept-Encoding');
    // Mail programs in the web show logos within their own pages.
    reply.header('content-security-policy', INERT).header('cross-origin-resource-policy', 'cross-origin');
    return sendReady(request, reply, ready);
  });
}

function readyFiles(brand: Brand): ReadonlyMap<string, ReadyPage> {
  const pictures = [...brand.files.values()].map(({ name, type, bytes }) => {
    const isText = type === 'image/svg+xml';
    const page = isText ? { type: `${type}; charset=utf-8`, text: bytes.toString() } : { type, text: bytes };
    return [name, readyPage(page)] as const;
  });
  const sheet = accentSheet(brand);
  const sheets =
    sheet === null
      ? []
      : [[colourSheet, readyPage({ type: 'text/css; charset=utf-8', text: sheet })] as const];
  return new Map<string, ReadyPage>([...pictures, ...sheets]);
}
