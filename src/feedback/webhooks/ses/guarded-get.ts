import { BroadsheetError } from '../../../errors.js';
import { guardedLookup, type TargetGuard, targetFault } from '../../../guarded-target.js';
import { type Proxies, proxiesOf } from '../../../proxies.js';

export interface GuardOptions extends Pick<TargetGuard, 'mayConnect' | 'resolve'> {
  /** Certificates to trust in place of the system's. */
  readonly ca?: string;
  /** Those of the environment where absent. */
  readonly proxies?: Proxies;
}

const TIMEOUT_MS = 5_000;
const MOST_BYTES = 64 * 1024;

/**
 * Reads one https URL that somebody else has named. The name is resolved once and connected to only where all of
 * its addresses are public; a redirect is an error, so nothing is ever asked that was not checked. Where the environment
 * names a proxy, that resolves the name.
 * @throws BroadsheetError SNS_UNREACHABLE
 */
export function guardedGetter(options: GuardOptions = {}): (url: URL) => Promise<string> {
  const { ca, proxies = proxiesOf() } = options;
  const lookup = guardedLookup(options);
  return async (url) => {
    const fault = targetFault(url, options);
    if (fault !== null) throw unreachable(fault);
    const trusted = ca === undefined ? {} : { ca };
    // Few are ever told of anything by Amazon.
    const { EnvHttpProxyAgent, request } = await import('undici');
    const agent = new EnvHttpProxyAgent({
      ...proxies,
      connect: { lookup, timeout: TIMEOUT_MS, ...trusted },
      requestTls: trusted,
    });
    try {
      const { statusCode, body } = await request(url, {
        dispatcher: agent,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (statusCode !== 200) throw unreachable(`status ${statusCode}`);
      const chunks: Buffer[] = [];
      let length = 0;
      for await (const chunk of body) {
        length += (chunk as Buffer).length;
        if (length > MOST_BYTES) throw unreachable('too long');
        chunks.push(chunk as Buffer);
      }
      return Buffer.concat(chunks).toString('utf8');
    } catch (cause) {
      throw cause instanceof BroadsheetError ? cause : unreachable('no answer', cause);
    } finally {
      await agent.destroy();
    }
  };
}

function unreachable(why: string, cause?: unknown): BroadsheetError {
  return new BroadsheetError('SNS_UNREACHABLE', 'Amazon SNS could not be asked.', {
    cause,
    details: { why },
  });
}
