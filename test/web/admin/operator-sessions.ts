import { randomBytes } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import type { Role } from '../../../src/model/role.js';
import { beginSession } from '../../../src/operators/sessions.js';
import { insertOperator } from '../../../src/store/operators/operators.js';
import { formKeyOf, formToken } from '../../../src/web/http/form-token.js';
import type { OpenWeb } from '../open-web.js';

export const COOKIE = 'broadsheet-admin';

/** An account without anything to sign in by. */
export async function addOperator(web: OpenWeb, role: Role, name: string = role): Promise<number> {
  const address = `${randomBytes(6).toString('hex')}@operators.example`;
  const operator = { name, address, addressKey: address, role, language: 'en', passwordHash: null } as const;
  const id = await insertOperator(web.database, { ...operator, now: web.now });
  if (id === null) throw new Error('the address is taken');
  return id;
}

/** The token of a session that begins now, as if a link was followed. */
export async function signedIn(
  web: OpenWeb,
  operatorId: number,
  step: 'full' | 'enrol' | 'second-factor' = 'full',
): Promise<string> {
  const client = { clientHash: Buffer.alloc(32), browser: 'Mozilla/5.0 (X11; Linux) Firefox/149.0' };
  const beginning = { operatorId, name: 'test', step, method: 'link', former: null } as const;
  const { token } = await beginSession(web.database, client, beginning, web.now);
  return token;
}

export interface Asking {
  readonly method?: 'GET' | 'POST';
  readonly url: string;
  /** Null: nobody is signed in. */
  readonly token: string | null;
  readonly form?: Readonly<Record<string, string>> | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As a browser asks, with the token that the form of the page would have. */
export function ask(
  web: OpenWeb,
  { method = 'GET', url, token, form, headers }: Asking,
): Promise<LightMyRequestResponse> {
  const [path = ''] = url.split('?', 1);
  const fields = new URLSearchParams(form);
  if (!fields.has('token')) fields.set('token', token === null ? '' : formToken(formKeyOf(token), path));
  return web.server.inject({
    method,
    url,
    headers: {
      accept: 'text/html',
      host: 'papers.example',
      'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/149.0',
      ...(token === null ? {} : { cookie: `${COOKIE}=${token}` }),
      ...(method === 'POST'
        ? { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }
        : {}),
      ...headers,
    },
    ...(method === 'POST' ? { payload: fields.toString() } : {}),
  });
}
