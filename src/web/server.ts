import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { errorFacts } from '../error-facts.js';
import { versionOfPackage } from '../package-folder.js';
import { openProofs } from '../signing/proof-of-work.js';
import { operatorPages } from './admin/operator-pages.js';
import { api } from './api/api.js';
import { describeApi } from './api-docs.js';
import { feedPages } from './feeds/feed-pages.js';
import { privateFeedPages } from './feeds/private-feeds.js';
import { sitemapPages } from './feeds/sitemap.js';
import { answerUnparsed, passOverExpectations } from './http/answer-unparsed.js';
import { assetFiles } from './http/assets.js';
import { arrivalBounds, boundBodies } from './http/bound-bodies.js';
import { brandFiles } from './http/brand-files.js';
import { cleanUrl } from './http/clean-url.js';
import { compileWhenAsked, type SchemaCompilers } from './http/compile-when-asked.js';
import type { PageContext, WebContext, WebServer } from './http/context.js';
import { allowCrossOriginReading } from './http/cross-origin.js';
import { knownMethods } from './http/known-methods.js';
import { openMailingReader } from './http/mailing-reader.js';
import { noteDepartures } from './http/note-departures.js';
import { basePath, openViews } from './http/open-views.js';
import { createPageCache } from './http/page-cache.js';
import { refuseAtDoor } from './http/refuse-at-door.js';
import { refuseCrossSite } from './http/refuse-cross-site.js';
import { refuseForeignHost } from './http/refuse-foreign-host.js';
import { refuseUnderPressure } from './http/refuse-under-pressure.js';
import { logRequests, requestLogger } from './http/request-log.js';
import { securityHeaders } from './http/security-headers.js';
import { openUploadPlaces } from './http/upload-places.js';
import type { Views } from './http/views.js';
import { huggingFaceApi } from './huggingface/huggingface-api.js';
import { openRateLimits } from './limits/rate-limits.js';
import { addressChangePages } from './pages/address-change.js';
import { answersPages } from './pages/answers.js';
import { choosePages } from './pages/choose.js';
import { confirmPages } from './pages/confirm.js';
import { currentDigestPages } from './pages/current-digest.js';
import { dayPages } from './pages/days.js';
import { digestPage } from './pages/digest.js';
import { digestsPage } from './pages/digests.js';
import { embedPages } from './pages/embed.js';
import { answerErrors } from './pages/error-answers.js';
import { healthPage } from './pages/health.js';
import { ownLinksPages } from './pages/own-links.js';
import { ownOrderPages } from './pages/own-order.js';
import { paperPages } from './pages/paper.js';
import { picturePages } from './pages/pictures.js';
import { preferencesPages } from './pages/preferences.js';
import { previewPages } from './pages/preview.js';
import { resumePages } from './pages/resume.js';
import { robotsPage } from './pages/robots.js';
import { savedPages } from './pages/saved.js';
import { searchPage } from './pages/search.js';
import { searchSubscriptionPage } from './pages/search-subscription.js';
import { shareImagePages } from './pages/share-images.js';
import { spanPages } from './pages/spans.js';
import { subscribePages } from './pages/subscribe.js';
import { unsubscribePages } from './pages/unsubscribe.js';
import { yourDataPages } from './pages/your-data.js';
import { openShareImages, type ShareImages } from './share-images/open-share-images.js';
import { webhookRoutes } from './webhooks.js';

/** Forms here hold an address at most; routes that take more say so. */
const BODY_LIMIT = 16 * 1024;

/**
 * Browsers open connections ahead of need; such a one was never used and is not idle in Node's sense, so that
 * it would hold up the end for more than a minute.
 */
const CLOSE_WITHIN_MS = 2_000;

/**
 * Builds the web role: pages, API, and its description at `/docs`. It does not listen yet; closing it lets
 * requests end that are being answered, for two seconds.
 * @param compilers of another server, where what it made for its schemas is to serve this one as well
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export async function buildServer(
  web: WebContext,
  compilers: SchemaCompilers = compileWhenAsked(),
): Promise<FastifyInstance> {
  const { config, log } = web;
  const server = createServer(web, compilers);
  const base = basePath(config.publicUrl);
  const images = await openShareImages(log);
  const views = openViews(config, web.texts, {
    mailboxOpen: web.mailbox !== null,
    shareImagesDrawn: images !== null,
  });
  const context = pageContext(web, views, base);

  passOverExpectations(server);
  server.addHook('preClose', async () => {
    setTimeout(() => server.server.closeAllConnections(), CLOSE_WITHIN_MS).unref();
  });
  logRequests(server, web.onAnswered);
  allowCrossOriginReading(server);
  answerErrors(server, context, knownMethods(server));
  await server.register(helmet, securityHeaders(config.publicUrl));
  if (web.mailbox !== null) refuseForeignHost(server, config);
  refuseCrossSite(server, config);
  boundBodies(server);
  refuseAtDoor(server);
  noteDepartures(server, web);
  await refuseUnderPressure(server);
  await server.register(formbody);
  const { siteName, publicUrl, brand } = config;
  await describeApi(server, { siteName, publicUrl, brand, version: versionOfPackage() });
  // Only its types differ: those of the routes follow from their TypeBox schemas.
  await addRoutes(server as WebServer, context, images);
  return server;
}

/** What becomes of a request before any route or hook sees it. */
function createServer({ config, log }: WebContext, compilers: SchemaCompilers): FastifyInstance {
  return Fastify({
    loggerInstance: requestLogger(log),
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    bodyLimit: BODY_LIMIT,
    ...arrivalBounds,
    // Longer than any address that Node takes: the router would refuse it without our headers and problem details.
    routerOptions: { maxParamLength: 20_000 },
    // A key that is not known is told and not passed over: it may be a misspelt one. What a fault is told by stands in the
    // schema, which Ajv gives when asked to be verbose.
    ajv: { customOptions: { removeAdditional: false, verbose: true } },
    schemaController: compilers,
    rewriteUrl: ({ url = '/' }) => cleanUrl(url),
    forceCloseConnections: 'idle',
    clientErrorHandler: answerUnparsed,
  });
}

function pageContext(web: WebContext, views: Views, base: string): PageContext {
  const pages = createPageCache({
    freshSeconds: web.config.pageCacheSeconds,
    now: () => performance.now(),
    onError: (error) => web.log.warn({ error: errorFacts(error) }, 'page-not-renewed'),
  });
  return {
    ...{ ...web, views, pages, base },
    uploads: openUploadPlaces(),
    mailings: openMailingReader(web),
    proofs: openProofs(web.secretKeys),
  };
}

async function addRoutes(server: WebServer, context: PageContext, images: ShareImages | null): Promise<void> {
  const limits = await openRateLimits(server, context.redis);
  assetFiles(server);
  brandFiles(server, context.config.brand);
  shareImagePages(server, context, { images, limit: limits.images });
  picturePages(server, context);
  dayPages(server, context);
  spanPages(server, context);
  paperPages(server, context);
  searchPage(server, context, limits.searches);
  searchSubscriptionPage(server, context, limits.previews);
  digestsPage(server, context);
  digestPage(server, context);
  subscribePages(server, context, limits.signups);
  embedPages(server, context, limits.signups);
  confirmPages(server, context);
  resumePages(server, context);
  currentDigestPages(server, context);
  answersPages(server, context, limits.answers);
  savedPages(server, context, limits.answers);
  previewPages(server, context, limits.previews);
  preferencesPages(server, context, limits);
  choosePages(server, context);
  ownLinksPages(server, context, limits.signups);
  ownOrderPages(server, context);
  addressChangePages(server, context, limits.signups);
  privateFeedPages(server, context, limits.answers);
  yourDataPages(server, context);
  healthPage(server, context);
  robotsPage(server, context);
  sitemapPages(server, context);
  feedPages(server, context, limits);
  await server.register((inner: WebServer) => operatorPages(inner, context, limits.signIns));
  // Of its own, because only here forms may come as multipart/form-data.
  await server.register((inner: WebServer) => unsubscribePages(inner, context, limits.signups));
  await server.register((inner: WebServer) => webhookRoutes(inner, context));
  await server.register((inner: WebServer) => api(inner, context, limits), {
    prefix: '/api/v1',
  });
  await server.register((inner: WebServer) => huggingFaceApi(inner, context, limits.searches), {
    prefix: '/api',
  });
}
