import type { FastifyInstance } from 'fastify';

/** Methods that an address is known under, `HEAD` among them; none where there is nothing at it. */
export type KnownMethods = (path: string) => readonly string[];

interface KnownRoute {
  readonly pattern: RegExp;
  readonly methods: readonly string[];
}

/** Keeps every route that is added from now on, to tell a wrong method (RFC 9110 §15.5.6) from a wrong address. */
export function knownMethods(server: FastifyInstance): KnownMethods {
  const routes: KnownRoute[] = [];
  server.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() });
  });
  return (path) => [
    ...new Set(routes.flatMap(({ pattern, methods }) => (pattern.test(path) ? methods : []))),
  ];
}

/** `/papers/:id` and `/papers/*`; what a parameter may hold besides is left to the route. */
function patternOf(url: string): RegExp {
  const parts = url
    .split(/(:[A-Za-z]+(?:\([^/]*\))?|\*)/)
    .map((part) =>
      part === '*' ? '.*' : part.startsWith(':') ? '[^/]+' : part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'),
    );
  return new RegExp(`^${parts.join('')}$`);
}
