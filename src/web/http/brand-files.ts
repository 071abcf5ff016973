import { accentSheet, type Brand, colourSheet } from '../../brand/brand.js';
import { shortHash } from '../../brand/brand-folder.js';
import { BroadsheetError } from '../../errors.js';
import { FOR_GOOD, FOR_NOW } from './assets.js';
import type { WebServer } from './context.js';
import { type ReadyPage, readyPage } from './page-cache.js';
import { sendReady } from './send-cached.js';

/** An SVG that somebody opens by itself runs, loads and sends nothing, whatever is in it. */
const INERT = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

interface BrandAnswer {
  /** The hash under which pages and mails name it. */
  readonly state: string;
  readonly ready: ReadyPage;
}

/**
 * `/brand/…`: the publisher's pictures, and the style sheet of its colours. Who names another state gets the present one,
 * which nobody keeps under that name.
 */
export function brandFiles(server: WebServer, brand: Brand): void {
  const files = answersOf(brand);
  server.get('/brand/:state/:file', async (request, reply) => {
    const { state, file } = request.params as { readonly state: string; readonly file: string };
    const answer = files.get(file);
    if (answer === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such file.');
    const cacheControl = state === answer.state ? FOR_GOOD : FOR_NOW;
    reply.header('cache-control', cacheControl).header('vary', 'Accept-Encoding');
    // Mail programs in the web show logos within their own pages.
    reply.header('content-security-policy', INERT).header('cross-origin-resource-policy', 'cross-origin');
    return sendReady(request, reply, answer.ready);
  });
}

function answersOf(brand: Brand): ReadonlyMap<string, BrandAnswer> {
  const answers = new Map<string, BrandAnswer>();
  for (const { name, type, bytes, hash: state } of brand.files.values()) {
    const isText = type === 'image/svg+xml';
    const page = isText ? { type: `${type}; charset=utf-8`, text: bytes.toString() } : { type, text: bytes };
    answers.set(name, { state, ready: readyPage(page) });
  }
  const text = accentSheet(brand);
  if (text !== null) {
    const ready = readyPage({ type: 'text/css; charset=utf-8', text });
    answers.set(colourSheet, { state: shortHash(text), ready });
  }
  return answers;
}
