import { nearestName } from '../../config/nearest-name.js';
import { BroadsheetError } from '../../errors.js';
import type { WebServer } from '../http/context.js';

/**
 * Refuses a parameter of a query that the route does not know, with the nearest one: a misspelt filter that is passed over
 * would answer with everything. Whoever may not ask at all is told that first.
 */
export function refuseUnknownParameters(server: WebServer): void {
  server.addHook('preValidation', async ({ query, routeOptions }) => {
    const { properties = {} } = (routeOptions.schema?.querystring ?? {}) as { readonly properties?: object };
    const known = Object.keys(properties);
    const unknown = Object.keys(query as object).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    const nearest = nearestName(unknown, known);
    const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
    const all = known.length === 0 ? 'It takes none.' : `It takes ${known.join(', ')}.`;
    throw new BroadsheetError(
      'INPUT_INVALID',
      `There is no query parameter ${unknown.slice(0, 40)} here.${hint} ${all}`,
    );
  });
}
