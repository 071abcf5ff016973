import type { Permission } from './permission.js';

/** Who acts: an operator in the browser, a key of the API, whoever has the command line, or the service by itself. */
export interface Actor {
  readonly kind: 'operator' | 'key' | 'cli' | 'system';
  /** Of the operator or the key; null where there is no row. */
  readonly id: number | null;
  readonly name: string;
  /** As the rows have it now, never as a session or a key remembers it. */
  readonly permissions: ReadonlySet<Permission>;
  /** When an operator last showed a factor; null for all others. */
  readonly authenticatedAt: Date | null;
  /** HMAC of where the request came from; null where it came from no network. */
  readonly clientHash: Buffer | null;
}
