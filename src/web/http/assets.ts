import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { constants } from 'node:zlib';
import { shortHash } from '../../brand/brand-folder.js';
import { BroadsheetError } from '../../errors.js';
import type { WebServer } from './context.js';
import { type ReadyPage, readyPage } from './page-cache.js';
import { sendReady } from './send-cached.js';
import { assetFile, proofWorker, publicFolder } from './views.js';

/** Under a name that changes with what the file holds. */
export const FOR_GOOD = 'public, max-age=31536000, immutable';

/**
 * Of a file whose present state a URL does not name, as by a page of the release before, or while one of two processes is
 * the new one: kept for good, the wrong file would stay under the name of the right one.
 */
export const FOR_NOW = 'public, max-age=300';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
};

/** `/assets/…`: what pages load. Text is compressed once, as well as can be, when somebody first asks for it. */
export function assetFiles(server: WebServer): void {
  const files = readAssets();
  server.get('/assets/:file', async (request, reply) => {
    const { file } = request.params as { readonly file: string };
    const asset = files.get(file);
    if (asset === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such file.');
    const { v: state } = request.query as { readonly v?: unknown };
    reply.header('cache-control', state === asset.state ? FOR_GOOD : FOR_NOW);
    reply.header('vary', 'Accept-Encoding');
    return sendReady(request, reply, asset.ready);
  });
  const icon = files.get('favicon.ico');
  // Browsers and feed readers ask for it by this name, whatever a page says.
  server.get('/favicon.ico', async (request, reply) => {
    if (icon === undefined) throw new BroadsheetError('NOT_FOUND', 'There is no such file.');
    reply.header('cache-control', 'public, max-age=86400');
    return sendReady(request, reply, icon.ready);
  });
}

interface Asset {
  /** Behind `?v=` in the URLs that pages have. */
  readonly state: string;
  readonly ready: ReadyPage;
}

function readAssets(): ReadonlyMap<string, Asset> {
  return new Map(
    [...readdirSync(publicFolder), proofWorker].map((file) => {
      const type = types[extname(file)] ?? 'application/octet-stream';
      const bytes = readFileSync(assetFile(file));
      const text = extname(file) === '.ico' ? bytes : bytes.toString('utf8');
      const ready = readyPage({ type, text }, constants.BROTLI_MAX_QUALITY);
      return [file, { state: shortHash(bytes), ready }];
    }),
  );
}
