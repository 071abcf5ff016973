import type { OpenWeb } from './open-web.js';

/** `GET /admin/keys/:id/revoke` of each route that the server answers, as its router prints them. */
export function printedRoutes(server: Pick<OpenWeb['server'], 'printRoutes'>): string[] {
  const parts: string[] = [];
  return server
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent = '', part = '', methods = ''] =
        /^([│ ]*)[├└]── (\S*)(?: \(([^)]*)\))?/.exec(line) ?? [];
      const depth = indent.length / 4;
      parts.splice(depth, parts.length, part);
      const url = parts.join('').replace(/(.)\/$/, '$1');
      return methods
        .split(', ')
        .filter((method) => method !== '' && method !== 'HEAD' && method !== 'OPTIONS')
        .map((method) => `${method} ${url}`);
    });
}
