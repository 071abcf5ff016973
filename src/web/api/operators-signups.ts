import Type from 'typebox';
import { readSignupFigures } from '../../store/subscribers/signup-counts.js';
import { defaultSignupLimits } from '../../subscribers/decide-signup.js';
import { forOperators } from '../api-docs.js';
import type { PageContext, WebServer } from '../http/context.js';
import { ProblemShape } from './shapes.js';

/** How sign-ups stand with their limits; no address. */
export function operatorsSignups(server: WebServer, { database, clock, signupLimits }: PageContext): void {
  const { perClientHour, perNetworkHour, perDomainHour, overallHour } = signupLimits ?? defaultSignupLimits;
  const Count = Type.Integer({ minimum: 0 });
  const schema = {
    ...forOperators,
    summary: 'Confirmations of the last hour and requests that wait for room',
    response: {
      200: Type.Object({
        confirmations: Count,
        proven: Count,
        waiting: Count,
        oldestWaiting: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
        domains: Type.Array(Type.Object({ domain: Type.String(), confirmations: Count, waiting: Count })),
        limits: Type.Object({ client: Count, network: Count, domain: Count, overall: Count }),
      }),
      401: ProblemShape,
    },
  };
  server.get('/signups', { schema, config: { permission: 'system:read' } }, async () => {
    const { oldestWaiting, domains, ...counts } = await readSignupFigures(database, clock());
    return {
      ...counts,
      oldestWaiting: oldestWaiting?.toISOString() ?? null,
      domains: [...domains],
      limits: {
        ...{ client: perClientHour, network: perNetworkHour },
        ...{ domain: perDomainHour, overall: overallHour },
      },
    };
  });
}
