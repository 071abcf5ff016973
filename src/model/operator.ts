import type { Language } from './language.js';
import type { Role } from './role.js';

/** A person who operates the service, as pages show them. */
export interface Operator {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly role: Role;
  readonly language: Language;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  /** When they were last signed in; null: never. */
  readonly seenAt: Date | null;
  readonly factors: Factors;
}

/** What somebody can sign in by. */
export interface Factors {
  readonly hasPassword: boolean;
  readonly hasTotp: boolean;
  readonly passkeys: number;
  /** That were not used yet. */
  readonly recoveryCodes: number;
  /** Somebody else says who it is, by OpenID Connect. */
  readonly isForeign: boolean;
}

/** How far a session is; only a full one may do anything else than its step. */
export type SessionStep = 'passkey' | 'second-factor' | 'enrol' | 'full';

/** How somebody signed in. */
export type LoginMethod = 'passkey' | 'password' | 'password+totp' | 'password+code' | 'oidc' | 'link';

/** Whether more than a password is there. */
export function hasSecondFactor({ hasTotp, passkeys }: Factors): boolean {
  return hasTotp || passkeys > 0;
}

/**
 * What follows on a right password.
 * @param mayWait whether a second factor may be put off, as on loopback in embedded mode
 */
export function stepAfterPassword(factors: Factors, mayWait: boolean): Exclude<SessionStep, 'passkey'> {
  if (hasSecondFactor(factors)) return 'second-factor';
  return mayWait ? 'full' : 'enrol';
}

/**
 * What is missing where somebody can sign in by these alone.
 * @param mayWait as for {@link stepAfterPassword}
 */
export function missingFactor(factors: Factors, mayWait: boolean): 'way-in' | 'second-factor' | null {
  if (factors.isForeign) return null;
  if (!factors.hasPassword) return factors.passkeys > 0 ? null : 'way-in';
  return hasSecondFactor(factors) || mayWait ? null : 'second-factor';
}
