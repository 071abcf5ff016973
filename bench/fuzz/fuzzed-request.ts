import fc from 'fast-check';
import type { LinkPurpose } from '../../src/signing/link-token.js';
import { hostileText, hostileValue, type Schema, valueLike } from './hostile-values.js';
import { formRoutes, pageRoutes, webhookProviders } from './page-routes.js';

/** A request as it goes over the wire. */
export interface FuzzedRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Path and query, encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: string | null;
}

/** What an OpenAPI document says of an operation, as far as requests are made of it. */
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
}

export interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** What a stranger may have come by. */
export interface Known {
  readonly adminKey: string;
  /** Links of readers, that work. */
  readonly tokens: readonly string[];
  readonly paths: readonly string[];
  /** Different clients, so that limits do not turn everything away. */
  readonly clients: boolean;
}

export const linkPurposes: readonly LinkPurpose[] = [
  ...(['confirm', 'unsubscribe', 'resume', 'old-address', 'new-address'] as const),
  ...(['digest', 'answer', 'feed', 'data', 'preferences'] as const),
];

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Requests of every kind: by the description of the API, of forms, with tokens, to webhooks. */
export function fuzzedRequests(description: Description, known: Known): fc.Arbitrary<FuzzedRequest> {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const kinds = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...operations).chain((one) => byDescription(one, known)) },
    { weight: 4, arbitrary: formPosts(known) },
    { weight: 3, arbitrary: pageReads(known) },
    { weight: 2, arbitrary: webhookPosts() },
  );
  return fc.tuple(kinds, oddHeaders(known), oddMethod()).map(([request, more, method]) => ({
    ...request,
    method: method ?? request.method,
    headers: { ...request.headers, ...more },
  }));
}

type Described = { readonly path: string; readonly method: string; readonly operation: Operation };

function byDescription({ path, method, operation }: Described, known: Known): fc.Arbitrary<FuzzedRequest> {
  const query = (operation.parameters ?? []).filter((one) => one.in === 'query');
  const [type = JSON_TYPE, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = media === undefined ? fc.constant(null) : bodyOf(type, valueLike(media.schema ?? {}));
  return fc
    .record({
      url: urlOf(path, known),
      query: fc.record(Object.fromEntries(query.map(({ name, schema }) => [name, valueLike(schema ?? {})])), {
        requiredKeys: [],
      }),
      payload: body,
      authorization: authorization(known, path.includes('/admin/')),
    })
    .map(({ url, query, payload, authorization }) => ({
      method: method as FuzzedRequest['method'],
      url: `${url}${queryOf(query)}`,
      headers: { ...(payload === null ? {} : { 'content-type': type }), ...authorization },
      payload,
    }));
}

function bodyOf(type: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const written = value.map((one) => (type === FORM_TYPE ? formOf(one) : (JSON.stringify(one) ?? 'null')));
  return fc.oneof(
    { weight: 12, arbitrary: written },
    { weight: 1, arbitrary: written.map((text) => text.slice(0, Math.floor(text.length / 2))) },
    { weight: 1, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.constant(`${'['.repeat(2_000)}${']'.repeat(2_000)}`) },
  );
}

function formPosts(known: Known): fc.Arbitrary<FuzzedRequest> {
  return fc.constantFrom(...formRoutes).chain(({ path, fields }) => {
    const field = fc.tuple(fc.oneof(fc.constantFrom(...fields), hostileText), hostileText);
    return fc
      .record({ url: urlOf(path, known), fields: fc.array(field, { maxLength: 8 }) })
      .map(({ url, fields }) => ({
        method: 'POST' as const,
        url,
        headers: { 'content-type': FORM_TYPE },
        payload: fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'),
      }));
  });
}

function pageReads(known: Known): fc.Arbitrary<FuzzedRequest> {
  const query = fc.dictionary(
    fc.oneof(
      fc.constantFrom('q', 'page', 'order', 'date', 'after', 'limit', 'lang', 'keywords'),
      hostileText,
    ),
    hostileText,
    { maxKeys: 3, noNullPrototype: true },
  );
  return fc.tuple(fc.constantFrom(...pageRoutes), query).chain(([path, query]) =>
    urlOf(path, known).map((url) => ({
      method: 'GET' as const,
      url: `${url}${queryOf(query)}`,
      headers: {},
      payload: null,
    })),
  );
}

function webhookPosts(): fc.Arbitrary<FuzzedRequest> {
  const shape = fc.record(
    Object.fromEntries(
      'Type Message MessageId TopicArn SignatureVersion Signature SigningCertURL SubscribeURL signature event-data RecordType Email events event email'
        .split(' ')
        .map((name) => [name, hostileValue]),
    ),
    { requiredKeys: [] },
  );
  return fc
    .record({
      provider: fc.oneof(fc.constantFrom(...webhookProviders), hostileText),
      payload: bodyOf(JSON_TYPE, fc.oneof(shape, hostileValue)),
    })
    .map(({ provider, payload }) => ({
      method: 'POST' as const,
      url: `/webhooks/${encode(provider)}`,
      headers: { 'content-type': JSON_TYPE },
      payload,
    }));
}

/** Parameters of a path as somebody else would fill them: what is known, what is nearly known, what is neither. */
function urlOf(path: string, known: Known): fc.Arbitrary<string> {
  const token = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known.tokens) },
    { weight: 2, arbitrary: mutated(fc.constantFrom(...known.tokens)) },
    { weight: 1, arbitrary: hostileText },
  );
  const other = fc.oneof(fc.constantFrom(...known.paths), hostileText);
  const parts = path.split(/(\{[^}]+\}|:[A-Za-z]+|\*)/).map((part) => {
    if (!/^[{:*]/.test(part)) return fc.constant(part);
    return /token/.test(part) ? token.map(encode) : other.map(encode);
  });
  return fc.tuple(...parts).map((all) => all.join(''));
}

function mutated(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(text, fc.nat(120), fc.constantFrom('', 'A', '.', '%3D', '=20', '\r\n', '…'))
    .map(([whole, at, by]) => {
      const place = at % (whole.length + 1);
      return whole.slice(0, place) + by + whole.slice(place + 1);
    });
}

function authorization(known: Known, isAdmin: boolean): fc.Arbitrary<Record<string, string>> {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: isAdmin ? fc.constant(bearer(known.adminKey)) : fc.constantFrom(...known.tokens).map(bearer),
    },
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: mutated(fc.constantFrom(...known.tokens)).map((token) => bearer(headerValue(token))),
    },
    { weight: 1, arbitrary: hostileText.map((text) => ({ authorization: headerValue(text) })) },
  );
}

/** Headers that some client sends, and hardly any server expects. */
function oddHeaders({ clients }: Known): fc.Arbitrary<Record<string, string>> {
  const odd = fc.constantFrom<Record<string, string>>(
    ...[
      { 'content-encoding': 'gzip' },
      { 'content-type': 'text/xml' },
      { 'content-type': 'multipart/form-data' },
    ],
    ...[
      { 'content-type': 'application/json; charset=utf-16' },
      { accept: 'application/json' },
      { accept: 'text/html' },
    ],
    ...[
      { 'accept-language': `de;q=2,${'en,'.repeat(200)}` },
      { 'if-none-match': '*' },
      { range: 'bytes=0-0,-1' },
    ],
    ...[
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { cookie: 'a=%ff; __proto__=1' },
      { te: 'trailers' },
    ],
    ...[
      { 'if-modified-since': 'tomorrow' },
      { 'accept-encoding': 'br;q=0, *' },
      { 'x-forwarded-proto': 'x, y' },
    ],
  );
  const from = fc.tuple(fc.nat(255), fc.nat(255)).map(([one, other]) => `198.18.${one}.${other}`);
  return fc.tuple(fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, odd), from).map(([more, client]) => ({
    ...more,
    ...(clients ? { 'x-forwarded-for': client } : {}),
  }));
}

function oddMethod(): fc.Arbitrary<FuzzedRequest['method'] | null> {
  const odd = fc.constantFrom<FuzzedRequest['method']>(
    'PATCH',
    'DELETE',
    'OPTIONS',
    'HEAD',
    'PUT',
    'POST',
    'GET',
  );
  return fc.oneof({ weight: 14, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: odd });
}

function formOf(value: unknown): string {
  const fields = typeof value === 'object' && value !== null ? Object.entries(value) : [['', value] as const];
  return fields.map(([name, one]) => `${encode(name)}=${encode(textOf(one))}`).join('&');
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((one) => `${encode(name)}=${encode(textOf(one))}`),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** What is percent-encoded already stays; half a surrogate pair is encoded as its three octets would be. */
function encode(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '%ED%A0%80')
    .split(/(%[0-9A-Fa-f]{2}|%E0%A4%A)/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
}

/** What may stand in a header at all. */
function headerValue(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 1_000);
}
