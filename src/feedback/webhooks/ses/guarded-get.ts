import { lookup as resolve } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { EnvHttpProxyAgent, request } from 'undici';
import { BroadsheetError } from '../../../errors.js';
import { type Proxies, proxiesOf } from '../../../proxies.js';
import { isPublicAddress } from '../../../public-address.js';

export interface GuardOptions {
  /** The addresses of a name. */
  readonly resolve?: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
  readonly isAllowed?: (address: string) => boolean;
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
  const {
    isAllowed = isPublicAddress,
    ca,
    proxies = proxiesOf(),
    resolve: find = (host) => resolve(host, { all: true }),
  } = options;
  const lookup: LookupFunction = (host, { all }, done) => {
    find(host).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => isAllowed(address))) {
          done(new Error('the name leads to an address that is not public'), '', 4);
        } else if (all === true) done(null, [...found]);
        else done(null, first.address, first.family);
      },
      (error) => done(error, '', 4),
    );
  };
  return async (url) => {
    if (url.protocol !== 'https:') throw unreachable('not https');
    const trusted = ca === undefined ? {} : { ca };
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
