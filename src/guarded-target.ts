import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.js';

/** Which targets that somebody else has named a request may go to. */
export interface TargetGuard {
  /** Which IP addresses may be connected to; those that everybody can reach where absent. */
  readonly mayConnect?: (address: string) => boolean;
  /** Which protocols may be spoken; `https:` alone where absent. */
  readonly protocols?: readonly string[];
  /** The addresses of a name; those of the system where absent. */
  readonly resolve?: (
    host: string,
  ) => Promise<readonly { readonly address: string; readonly family: number }[]>;
}

/** A connection was refused before it was made. */
export class RefusedTarget extends Error {}

/** What the log and operators read. */
const NOT_PUBLIC = 'an address that is not public';

/**
 * Why a URL is not asked, as far as it can be told from itself; null where nothing is against it. An address that stands
 * in a URL is never looked up, so that it is looked at here.
 */
export function targetFault(
  { protocol, hostname, username, password }: URL,
  { mayConnect = isPublicAddress, protocols = ['https:'] }: TargetGuard = {},
): string | null {
  if (!protocols.includes(protocol)) return `the protocol ${protocol}`;
  if (username !== '' || password !== '') return 'an address with a login';
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !mayConnect(literal) ? NOT_PUBLIC : null;
}

/**
 * Looks names up where the connection is made, so that no second answer of the DNS comes in between: what was looked at
 * is what is connected to. A name of which any address is refused is refused.
 */
export function guardedLookup(guard: TargetGuard = {}): LookupFunction {
  const { mayConnect = isPublicAddress, resolve = (host) => lookup(host, { all: true }) } = guard;
  return (host, { all }, done) => {
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(({ address }) => mayConnect(address))) {
          done(new RefusedTarget(NOT_PUBLIC), '', 4);
        } else if (all === true) done(null, [...found]);
        else done(null, first.address, first.family);
      },
      (error) => done(error, '', 4),
    );
  };
}
