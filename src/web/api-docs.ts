import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { type Brand, siteIcon } from '../brand/brand.js';
import type { Config } from '../config/config.js';
import { events } from '../model/events.js';
import { ProblemShape } from './api/shapes.js';
import { publicFolder } from './http/views.js';

export const tags = {
  subscribing: 'Subscribing',
  reading: 'Reading',
  shaped: 'In Hugging Face’s shape',
  operators: 'Operators',
} as const;

/** Of a route for operators: where it is described, and that it asks for a key. */
export const forOperators = { tags: [tags.operators], security: [{ operator: [] }] };

interface Fields {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly default?: unknown }>>;
}

/** What Swagger UI needs: nothing from elsewhere, no inline script or style. */
const docsPolicy = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

export interface DescribedSite extends Pick<Config, 'siteName' | 'publicUrl' | 'brand'> {
  readonly version: string;
}

/** Describes the API as OpenAPI, from the very schemas that requests are checked by. */
export async function describeApi(server: FastifyInstance, site: DescribedSite): Promise<void> {
  const { siteName, brand } = site;
  await server.register(swagger, {
    hideUntagged: true,
    transform: ({ schema, url, route }) => ({
      schema: { operationId: operationIdOf(String(route.method), url), ...withoutDefaulted(schema) },
      url,
    }),
    openapi: documentOf(site),
    transformObject: withProblems,
  });
  const { type, bytes: content } = siteIcon(brand) ?? ownIcon();
  const filename = `icon.${type === 'image/png' ? 'png' : 'svg'}`;
  await server.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: docsPolicy,
    logo: { type, content },
    theme: {
      title: `${siteName} API`,
      favicon: [{ filename, rel: 'icon', sizes: 'any', type, content }],
    },
  });
}

/** What the description says of the whole: the site, the groups of operations, the events, the key. */
function documentOf({
  siteName,
  publicUrl,
  brand,
  version,
}: DescribedSite): NonNullable<FastifyDynamicSwaggerOptions['openapi']> {
  return {
    openapi: '3.1.0',
    info: {
      title: `${siteName} API`,
      description: 'Errors are problem details (RFC 9457) with a stable `code`.',
      version,
      ...contactOf(siteName, brand),
    },
    servers: [{ url: publicUrl }],
    tags: [
      { name: tags.subscribing, description: 'Subscribe, confirm, leave.' },
      { name: tags.reading, description: 'Papers of a day and digests as they were mailed.' },
      {
        name: tags.shaped,
        description: 'For clients written for Hugging Face: the same parameters and fields.',
      },
      {
        name: tags.operators,
        description:
          'Needs `Authorization: Bearer` with a key (`broadsheet keys make`) that has the permission of the operation.',
      },
    ],
    webhooks: eventOperations(),
    components: { securitySchemes: { operator: { type: 'http', scheme: 'bearer' } } },
  };
}

function ownIcon() {
  return { type: 'image/svg+xml', bytes: readFileSync(join(publicFolder, 'favicon.svg')) } as const;
}

/** Whom programmers reach. */
function contactOf(name: string, { links: { contact } }: Brand) {
  if (contact === null) return {};
  const isPage = contact.url === contact.shown;
  return { contact: { name, ...(isPage ? { url: contact.url } : { email: contact.shown }) } };
}

/** `getApiV1PapersById`: what generated clients call an operation. It follows from method and path, and is stable. */
function operationIdOf(method: string, url: string): string {
  const words = url
    .split(/[/._-]/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith(':') ? `By${capital(part.slice(1))}` : capital(part)));
  return method.toLowerCase().split(',')[0] + words.join('');
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** What has a default is always there for a handler, which its schema says, and need not be sent, which clients read. */
function withoutDefaulted(schema: FastifySchema): FastifySchema {
  const described = { ...schema };
  for (const part of ['querystring', 'body'] as const) {
    const { required, properties = {} } = (schema?.[part] ?? {}) as Fields;
    if (required === undefined) continue;
    const sent = required.filter((name) => properties[name]?.default === undefined);
    described[part] = { ...(schema[part] as Fields), required: sent };
  }
  return described;
}

interface DescribedOperation {
  readonly tags?: readonly string[];
  responses: Record<string, { readonly description: string; content?: object }>;
}

const PROBLEM = 'application/problem+json';

/**
 * Every error of the API has one form under one media type, also those that any operation may answer: a body that is too
 * large or of another type, too many requests, a database that does not answer.
 */
function withProblems(document: Parameters<NonNullable<FastifyDynamicSwaggerOptions['transformObject']>>[0]) {
  if (!('openapiObject' in document)) return document.swaggerObject;
  const { openapiObject } = document;
  const operations = Object.values(openapiObject.paths ?? {}).flatMap((path) => Object.values(path ?? {}));
  for (const operation of operations as unknown as DescribedOperation[]) {
    if (operation.tags?.includes(tags.shaped) !== false) continue;
    const content = { [PROBLEM]: { schema: ProblemShape } };
    for (const [status, response] of Object.entries(operation.responses)) {
      if (/^[45]/.test(status)) response.content = content;
    }
    operation.responses['default'] = {
      description: 'Any other error, as problem details (RFC 9457)',
      content,
    };
  }
  return openapiObject;
}

const signatureHeaders = [
  ['webhook-id', 'Of the message, the same in each attempt: what came before may be passed over'],
  ['webhook-timestamp', 'When this attempt was made, in seconds since 1970'],
  [
    'webhook-signature',
    '`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; two while a new secret takes over',
  ],
] as const;

/** The events that endpoints are sent, as OpenAPI 3.1 describes requests that a service makes. */
function eventOperations(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(events).map(([type, { meaning, data }]) => [
      type,
      {
        post: {
          tags: [tags.operators],
          operationId: operationIdOf('on', type),
          summary: meaning,
          parameters: signatureHeaders.map(([name, description]) => ({
            ...{ name, in: 'header', required: true, description, schema: { type: 'string' as const } },
          })),
          requestBody: {
            required: true,
            content: { 'application/json': { schema: eventSchema(type, data) } },
          },
          responses: {
            '2XX': { description: 'It was taken.' },
            '410': { description: 'Nothing more is wanted; the endpoint is disabled.' },
            '429': { description: 'Later; Retry-After says when.' },
            default: { description: 'It was not taken and is sent again.' },
          },
        },
      },
    ]),
  );
}

function eventSchema(type: string, data: object): object {
  return {
    type: 'object',
    required: ['type', 'timestamp', 'data'],
    properties: {
      type: { type: 'string', const: type },
      timestamp: { type: 'string', format: 'date-time', description: 'When it happened' },
      data,
    },
  };
}
