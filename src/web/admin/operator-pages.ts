import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { adminSiteOf } from '../../config/admin-site.js';
import { openOperators } from '../../operators/operators-context.js';
import type { PageContext, WebServer } from '../http/context.js';
import type { Installation } from '../http/installation.js';
import { type WebhooksDesk, webhooksDesk } from '../http/webhooks-desk.js';
import type { ClientLimit } from '../limits/rate-limits.js';
import { mailboxPages } from '../mailbox/mailbox-pages.js';
import type { AdminContext } from './admin-context.js';
import { adminPlace } from './admin-place.js';
import { type AdminRoutes, openAdminRoutes } from './admin-route.js';
import { calendarPage } from './digests/calendar-page.js';
import { curationActs } from './digests/curation-acts.js';
import { deskPage } from './digests/desk-page.js';
import { previewPage } from './digests/preview-page.js';
import { releasePages } from './digests/release-pages.js';
import { testAct } from './digests/test-act.js';
import { wordsActs } from './digests/words-acts.js';
import { factorPages } from './door/factor-pages.js';
import { linkPages } from './door/link-pages.js';
import { loginPages } from './door/login-pages.js';
import { oidcPages } from './door/oidc-pages.js';
import { deliverabilityPage } from './figures/deliverability-page.js';
import { engagementPage } from './figures/engagement-page.js';
import { growthPage } from './figures/growth-page.js';
import { guardMailbox } from './guard-mailbox.js';
import { importPage } from './imports/import-page.js';
import { importsPages } from './imports/imports-pages.js';
import { mailingPage } from './mailing/mailing-page.js';
import { resultPage } from './mailing/result-page.js';
import { uncertainPage } from './mailing/uncertain-page.js';
import { factorSetupPages } from './me/factor-setup-pages.js';
import { mePages } from './me/me-pages.js';
import { alertsPage } from './outbound/alerts-page.js';
import { webhookChange } from './outbound/webhook-change.js';
import { webhookPage } from './outbound/webhook-page.js';
import { webhooksPages } from './outbound/webhooks-pages.js';
import { auditPage } from './people/audit-page.js';
import { keysPages } from './people/keys-pages.js';
import { operatorPage } from './people/operator-page.js';
import { operatorsPages } from './people/operators-pages.js';
import { readersExportPages } from './readers/export-pages.js';
import { manyPages } from './readers/many-pages.js';
import { readerPages } from './readers/reader-pages.js';
import { readersPages } from './readers/readers-page.js';
import { feedbackPage } from './returns/feedback-page.js';
import { suppressionsPages } from './returns/suppressions-page.js';
import { sourcesPage } from './sources/sources-page.js';
import { doctorPage } from './system/doctor-page.js';
import { settingsPage } from './system/settings-page.js';
import { systemPages } from './system/system-pages.js';
import { todayPage } from './today/today-page.js';

/** Pages for whoever runs the service: the admin, and the built-in mailbox where there is one. */
export async function operatorPages(
  server: WebServer,
  context: PageContext,
  signInLimit: ClientLimit,
): Promise<void> {
  await server.register(cookie);
  const { installation, mailbox } = context;
  const admin = installation === null ? null : adminContext(context, installation);
  if (admin !== null)
    await server.register(async (inner: WebServer) => adminPages(inner, admin, signInLimit));
  if (mailbox === null) return;
  await server.register(async (inner: WebServer) => {
    if (admin !== null) guardMailbox(inner, admin);
    mailboxPages(inner, context, mailbox);
  });
}

function adminContext(context: PageContext, installation: Installation): AdminContext {
  const { config, database, clock, log, keyring } = context;
  const operators = openOperators({
    ...{ database, clock, log, operatorKey: keyring.operatorKey },
    site: adminSiteOf(config),
  });
  return { ...context, installation, place: adminPlace(config), operators };
}

async function adminPages(server: WebServer, context: AdminContext, signInLimit: ClientLimit): Promise<void> {
  // Whoever reads a file says itself that it is too large.
  await server.register(multipart, { throwFileSizeLimit: false });
  server.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store').header('vary', 'Cookie').header('x-robots-tag', 'noindex');
    context.place.refuseElsewhere(request);
  });
  const routes = openAdminRoutes(server, context);
  doorPages(routes, context, signInLimit);
  todayPage(routes, context, context.mailings);
  digestPages(routes, context);
  readerListPages(routes, context);
  figurePages(routes, context);
  sourcesPage(routes, context);
  outboundPages(routes, context, webhooksDesk(server, context));
  peoplePages(routes, context);
  systemPages(routes, context);
  settingsPage(routes, context);
  doctorPage(routes, context);
}

function doorPages(routes: AdminRoutes, context: AdminContext, signInLimit: ClientLimit): void {
  loginPages(routes, context, signInLimit);
  oidcPages(routes, context, signInLimit);
  factorPages(routes, context);
  linkPages(routes, context);
}

function digestPages(routes: AdminRoutes, context: AdminContext): void {
  const { mailings } = context;
  calendarPage(routes, context);
  deskPage(routes, context);
  curationActs(routes, context);
  wordsActs(routes, context);
  previewPage(routes, context);
  testAct(routes, context);
  releasePages(routes, context);
  mailingPage(routes, context, mailings);
  uncertainPage(routes, context, mailings);
  resultPage(routes, context, mailings);
}

function readerListPages(routes: AdminRoutes, context: AdminContext): void {
  readersPages(routes, context);
  readersExportPages(routes, context);
  manyPages(routes, context);
  readerPages(routes, context);
  importsPages(routes, context);
  importPage(routes, context);
  suppressionsPages(routes, context);
  feedbackPage(routes, context);
}

function figurePages(routes: AdminRoutes, context: AdminContext): void {
  growthPage(routes, context);
  engagementPage(routes, context);
  deliverabilityPage(routes, context);
}

function outboundPages(routes: AdminRoutes, context: AdminContext, desk: WebhooksDesk): void {
  alertsPage(routes, context);
  webhooksPages(routes, context, desk);
  webhookPage(routes, context, desk);
  webhookChange(routes, context, desk);
}

function peoplePages(routes: AdminRoutes, context: AdminContext): void {
  operatorsPages(routes, context);
  operatorPage(routes, context);
  keysPages(routes, context);
  auditPage(routes, context);
  mePages(routes, context);
  factorSetupPages(routes, context);
}
