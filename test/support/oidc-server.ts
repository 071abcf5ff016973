import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** What the provider says of whoever signs in there, by the name that they type. */
export type PeopleThere = Map<string, Readonly<Record<string, unknown>>>;

export interface OidcServer {
  readonly issuer: string;
  readonly people: PeopleThere;
  /** Goes there as a browser does, signs in as `name` and allows what is asked. @returns where it is sent back to */
  visit(address: URL, name: string, returnTo: string): Promise<URL>;
  close(): Promise<void>;
}

/**
 * A provider of OpenID Connect on loopback.
 * @param client that it knows
 * @param inToken whether it puts claims into the token, or tells them when asked (Core §5.4)
 */
export async function startOidcServer(
  client: { readonly id: string; readonly secret: string; readonly returnTo: string },
  inToken = true,
): Promise<OidcServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people: PeopleThere = new Map();
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [client.returnTo] }],
    claims: { openid: ['sub', 'groups'], email: ['email'], profile: ['name'] },
    conformIdTokenClaims: !inToken,
    pkce: { required: () => true },
    findAccount: async (_context, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...people.get(sub) }),
    }),
  });
  server.on('request', provider.callback());
  return {
    issuer,
    people,
    visit: (address, name, returnTo) => visit(address, name, returnTo),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Follows redirections and fills in the pages of the provider. */
async function visit(address: URL, name: string, returnTo: string): Promise<URL> {
  const cookies = new Map<string, string>();
  const ask = async (to: URL, form?: Record<string, string>): Promise<Response> => {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const body = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const answer = await fetch(to, { ...body, redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [key = '', value = ''] = (line.split(';')[0] ?? '').split('=', 2);
      cookies.set(key, value);
    }
    return answer;
  };
  let at = address;
  let answer = await ask(at);
  for (let step = 0; step < 12; step += 1) {
    const location = answer.headers.get('location');
    if (location !== null) {
      at = new URL(location, at);
      if (at.href.startsWith(returnTo)) return at;
      answer = await ask(at);
      continue;
    }
    const page = await answer.text();
    const [, action = ''] = /action="([^"]+)"/.exec(page) ?? [];
    const [, prompt = ''] = /name="prompt" value="([^"]+)"/.exec(page) ?? [];
    at = new URL(action, at);
    answer = await ask(at, { prompt, login: name, password: 'any' });
  }
  throw new Error(`the provider did not send the browser back, it stands at ${at.pathname}`);
}
