import type { Acting } from './acting.js';
import { openPasswordHasher, type PasswordHasher } from './password-hasher.js';

/** Where operators sign in. */
export interface AdminSite {
  readonly name: string;
  /** The origin that browsers show, with the path before `/admin`, without a slash at its end. */
  readonly url: string;
  /** Whether a second factor may be put off, as on loopback in embedded mode. */
  readonly secondFactorMayWait: boolean;
  /** Whether passwords let anybody in. */
  readonly localLogin: boolean;
}

/** What accounts and signing in need, by whichever way they are asked for. */
export interface OperatorsContext extends Acting {
  readonly log: {
    info(fields: object, event: string): void;
    warn(fields: object, event: string): void;
  };
  /** A subkey of the root key: wraps authenticators' secrets, and keys the hashes of codes and accounts. */
  readonly operatorKey: Buffer;
  readonly hasher: PasswordHasher;
  readonly site: AdminSite;
}

/** Once for each process: passwords are hashed one at a time. */
export function openOperators(
  parts: Omit<OperatorsContext, 'hasher'>,
  hasher = openPasswordHasher(),
): OperatorsContext {
  const { database, clock, log, operatorKey, site } = parts;
  return { database, clock, log, operatorKey, site, hasher };
}

/** Who asks, as far as that is known before they have said it. */
export interface ClientFacts {
  /** As the client-hash key makes it. */
  readonly clientHash: Buffer;
  /** Of the User-Agent header. */
  readonly browser: string;
}
