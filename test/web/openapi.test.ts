import { readFileSync } from 'node:fs';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { events } from '../../src/model/events.js';
import { type OpenWeb, openWeb } from './open-web.js';
import { printedRoutes } from './printed-routes.js';

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: object;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Record<string, { readonly schema: object }> }
    >
  >;
}

interface Description {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks: Readonly<Record<string, { readonly post?: Operation }>>;
  readonly components: { readonly securitySchemes: Readonly<Record<string, object>> };
}

describe('the description of the API', () => {
  let web: OpenWeb;
  let description: Description;

  beforeAll(async () => {
    web = await openWeb();
    description = (await web.server.inject({ url: '/docs/json' })).json();
  });
  afterAll(() => web.close());

  function operations(): readonly (readonly [string, string, Operation])[] {
    return Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => [path, method, operation] as const),
    );
  }

  it('is OpenAPI 3.1 and names the service', () => {
    expect(description.openapi).toMatch(/^3\.1\.\d+$/);
    expect(description.info.title).toBe('Broadsheet API');
    expect(description.info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(description.servers).toEqual([{ url: 'http://papers.example' }]);
  });

  it('has the operations that docs/reference.md tells, with the same words', () => {
    const reference = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8');
    const [, section = ''] = reference.split('\n## API\n');
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([A-Z]+ \/[^`]*)` \| (.*) \|$/gm)];
    const described = operations().map(
      ([path, method, { summary }]) => `${method.toUpperCase()} ${path}: ${summary}`,
    );
    expect(rows.map(([, operation, words]) => `${operation}: ${words}`).sort()).toEqual(described.sort());
  });

  it('describes every event as a webhook, and docs/reference.md has the same table', () => {
    const reference = readFileSync(new URL('../../docs/reference.md', import.meta.url), 'utf8');
    const [, section = ''] = reference.split('\n### Webhooks\n');
    const rows = [...(section.split('\n### ')[0] ?? '').matchAll(/^\| `([a-z.]+)` \| (.*) \|$/gm)];
    expect(rows.map(([, type, words]) => [type, words])).toEqual(
      Object.entries(events).map(([type, { meaning }]) => [type, meaning]),
    );
    expect(Object.keys(description.webhooks)).toEqual(Object.keys(events));
    for (const [type, { post }] of Object.entries(description.webhooks)) {
      const schema = post?.requestBody?.content['application/json']?.schema;
      expect(schema).toMatchObject({
        required: ['type', 'timestamp', 'data'],
        properties: { type: { const: type } },
      });
      expect(post?.parameters?.map(({ name }) => name)).toEqual([
        ...['webhook-id', 'webhook-timestamp', 'webhook-signature'],
      ]);
    }
  });

  it('lists every route of the API and no page', () => {
    // The router joins parameters that stand in one place.
    const described = operations().map(
      ([path, method]) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`,
    );
    const answered = printedRoutes(web.server)
      .filter((route) => /^\w+ \/api\//.test(route))
      .map((route) => route.replace(/:\w+(?:\|:\w+)*/g, '{}'));
    expect(answered.length).toBeGreaterThan(50);
    expect(described.sort()).toEqual(answered.sort());
  });

  it('asks for no parameter that has a default', () => {
    const defaulted = operations().flatMap(([, , { parameters = [] }]) =>
      parameters.filter(({ schema }) => 'default' in schema),
    );
    expect(defaulted.length).toBeGreaterThan(5);
    expect(defaulted.filter(({ required }) => required)).toEqual([]);
  });

  it('describes each operation: what it is, its parameters, its answers', () => {
    for (const [path, method, operation] of operations()) {
      const name = `${method} ${path}`;
      expect(operation.summary, name).toBeTruthy();
      expect(operation.tags, name).toHaveLength(1);
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const described = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path');
      expect(described.map((parameter) => parameter.name).sort(), name).toEqual(inPath.sort());
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('2')),
        name,
      ).toBe(true);
      for (const response of Object.values(operation.responses)) {
        expect(response.description.length, name).toBeGreaterThan(0);
      }
      const operators = path.startsWith('/api/v1/admin/');
      expect(operation.security ?? [], name).toEqual(operators ? [{ operator: [] }] : []);
    }
    expect(description.components.securitySchemes).toHaveProperty('operator');
  });

  it('holds schemas that a validator can be made from', async () => {
    // OpenAPI's own keywords and a default at the root mean nothing to a validator.
    const validators = Fastify({ ajv: { customOptions: { strict: false } } });
    let schemas = 0;
    for (const [, , { parameters, requestBody, responses }] of operations()) {
      const bodies = [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.values(part?.content ?? {}),
      );
      for (const { schema } of [...bodies, ...(parameters ?? [])]) {
        schemas += 1;
        validators.post(`/${schemas}`, { schema: { body: schema } }, async () => null);
      }
    }
    expect(schemas).toBeGreaterThan(30);
    await expect(validators.ready()).resolves.toBeDefined();
    await validators.close();
  });

  it('shows itself at /docs under a policy without inline code', async () => {
    const page = await web.server.inject({ url: '/docs' });
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("script-src 'self';");
    expect(page.headers['content-security-policy']).not.toContain('unsafe');
  });
});
