/** The part of the package that the provider of the tests uses. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  interface Account {
    readonly accountId: string;
    claims(): Promise<Readonly<Record<string, unknown>>>;
  }

  interface Options {
    readonly clients: readonly Readonly<Record<string, unknown>>[];
    readonly claims: Readonly<Record<string, readonly string[]>>;
    readonly conformIdTokenClaims: boolean;
    readonly pkce: { required(): boolean };
    findAccount(context: unknown, sub: string): Promise<Account>;
  }

  export default class Provider {
    constructor(issuer: string, options: Options);
    callback(): RequestListener;
  }
}
