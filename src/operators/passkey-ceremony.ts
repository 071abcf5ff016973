import { randomBytes } from 'node:crypto';
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { MINUTE_MS } from '../durations.js';
import type { NewPasskey, Passkey } from '../store/operators/passkeys.js';
import type { AdminSite } from './operators-context.js';

/*
 * Web Authentication Level 3. The package is loaded when the first ceremony begins: most processes see none.
 */

/** How long a browser and its person may take. */
export const CEREMONY_MS = 5 * MINUTE_MS;
const CHALLENGE_OCTETS = 32;

/** What a browser is asked, and what its answer has to sign. */
export interface Asked<Options> {
  readonly options: Options;
  readonly challenge: Buffer;
}

export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;

export interface PasskeyOwner {
  /** The same for all passkeys of one account; it says nothing of the person. */
  readonly handle: Buffer;
  readonly name: string;
  readonly address: string;
  /** Those that there are: none of them is made twice. */
  readonly passkeys: readonly Pick<Passkey, 'credentialId' | 'transports'>[];
}

/** Asks for a new passkey: discoverable, so that nobody types a name before it, and with the person verified. */
export async function askForNewPasskey(
  site: AdminSite,
  owner: PasskeyOwner,
): Promise<Asked<CreationOptions>> {
  const { generateRegistrationOptions } = await import('@simplewebauthn/server');
  const challenge = randomBytes(CHALLENGE_OCTETS);
  const options = await generateRegistrationOptions({
    rpName: site.name,
    rpID: new URL(site.url).hostname,
    userID: new Uint8Array(owner.handle),
    userName: owner.address,
    userDisplayName: owner.name,
    challenge: new Uint8Array(challenge),
    timeout: CEREMONY_MS,
    attestationType: 'none',
    excludeCredentials: owner.passkeys.map(nameOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { options, challenge };
}

/** @returns null where the answer is not one to this challenge from this site; never throws */
export async function readNewPasskey(
  site: AdminSite,
  challenge: Buffer,
  answer: unknown,
): Promise<NewPasskey | null> {
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
  const response = answer as RegistrationResponseJSON;
  const verified = await verifyRegistrationResponse({ response, ...expectedBy(site, challenge) }).catch(
    () => null,
  );
  if (verified?.verified !== true) return null;
  const { credential, credentialBackedUp } = verified.registrationInfo;
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    counter: credential.counter,
    transports: (credential.transports ?? []).map(String),
    isBackedUp: credentialBackedUp,
  };
}

/** @param passkeys that are asked for; none: any that the browser has for this site */
export async function askForPasskey(
  site: AdminSite,
  passkeys: PasskeyOwner['passkeys'],
): Promise<Asked<RequestOptions>> {
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
  const challenge = randomBytes(CHALLENGE_OCTETS);
  const options = await generateAuthenticationOptions({
    rpID: new URL(site.url).hostname,
    challenge: new Uint8Array(challenge),
    timeout: CEREMONY_MS,
    userVerification: 'required',
    allowCredentials: passkeys.map(nameOf),
  });
  return { options, challenge };
}

/** Which passkey an answer says that it is of. */
export function answeringPasskey(answer: unknown): Buffer | null {
  const { id } = (answer ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' && /^[A-Za-z0-9_-]{1,1364}$/.test(id) ? Buffer.from(id, 'base64url') : null;
}

/** What a passkey says that was used. */
export interface PasskeyUse {
  readonly counter: number;
  readonly isBackedUp: boolean;
}

/**
 * Whether an answer is signed by a passkey. Whether its counter went on is for the row to say, which two may ask at once.
 * @param handle of the account, which the answer has to name where it names one
 * @returns null where it is not; never throws
 */
export async function readPasskeyUse(
  site: AdminSite,
  passkey: Passkey,
  {
    challenge,
    answer,
    handle,
  }: { readonly challenge: Buffer; readonly answer: unknown; readonly handle: Buffer },
): Promise<PasskeyUse | null> {
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
  const response = answer as AuthenticationResponseJSON;
  const credential = {
    id: passkey.credentialId.toString('base64url'),
    publicKey: new Uint8Array(passkey.publicKey),
    counter: 0,
  };
  const verified = await verifyAuthenticationResponse({
    ...{ response, credential },
    ...expectedBy(site, challenge),
  }).catch(() => null);
  if (verified?.verified !== true) return null;
  const named = response.response.userHandle;
  if (typeof named === 'string' && named !== handle.toString('base64url')) return null;
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  return { counter: newCounter, isBackedUp: credentialBackedUp };
}

function expectedBy(site: AdminSite, challenge: Buffer) {
  const { origin, hostname } = new URL(site.url);
  return {
    expectedChallenge: challenge.toString('base64url'),
    expectedOrigin: origin,
    expectedRPID: hostname,
    requireUserVerification: true,
  };
}

function nameOf({ credentialId, transports }: PasskeyOwner['passkeys'][number]) {
  return { id: credentialId.toString('base64url'), transports: [...transports] };
}
