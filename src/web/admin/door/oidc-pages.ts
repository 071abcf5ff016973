import { BroadsheetError } from '../../../errors.js';
import { beginOidcLogin, logInByOidc } from '../../../operators/log-in-by-oidc.js';
import { openOidcProvider } from '../../../operators/oidc-provider.js';
import type { ClientLimit } from '../../limits/rate-limits.js';
import type { AdminContext } from '../admin-context.js';
import { cookieOf, passkeyCookie } from '../admin-place.js';
import type { AdminRoutes } from '../admin-route.js';
import { queryOf } from '../fields.js';
import { nextPage } from '../next-page.js';
import { clientFactsOf } from '../visit.js';
import { goOn } from './login-pages.js';

/**
 * `/admin/login/oidc` and the way back from the provider. Both are links: a form that ends at the provider would break
 * the policy of the page.
 * @param limit of what writes a row before it is known who asks
 */
export function oidcPages({ door }: AdminRoutes, context: AdminContext, limit: ClientLimit): void {
  const { operators, place, config, clock } = context;
  if (config.oidc === null) return;
  const provider = openOidcProvider(config.oidc, clock);

  door({ method: 'GET', url: '/login/oidc', onRequest: limit }, async ({ request, reply, visit }) => {
    const client = clientFactsOf(context, request);
    const { token, url } = await beginOidcLogin(operators, provider, client, visit !== null);
    passkeyCookie.set(place, reply, `${token}.${nextPage(queryOf(request, 'next'))}`);
    return reply.redirect(url.href, 303);
  });

  door({ method: 'GET', url: '/login/oidc/back' }, async ({ request, reply }) => {
    const [token = '', next] = passkeyCookie.of(place, request).split(/\.(.*)/s);
    passkeyCookie.drop(place, reply);
    const at = request.url.indexOf('?');
    if (at === -1) throw new BroadsheetError('TOKEN_INVALID', 'The provider sent nothing along.');
    const came = { token, former: cookieOf(place, request), query: request.url.slice(at) };
    const signedIn = await logInByOidc(operators, provider, clientFactsOf(context, request), came);
    return goOn(place, reply, signedIn, nextPage(next));
  });
}
