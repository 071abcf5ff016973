import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { CreationOptions, RequestOptions } from '../../src/operators/passkey-ceremony.js';

/** What may be off about an answer. */
export interface Off {
  readonly origin?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly userHandle?: string;
  readonly rpId?: string;
  /** Whether the person was verified, by a PIN or a finger. */
  readonly isVerified?: boolean;
  readonly counter?: number;
  readonly signature?: string;
}

/**
 * An authenticator with one passkey of ES256, which counts its uses (WebAuthn Level 3 §6): what a browser sends of it,
 * as JSON.
 */
export function makeAuthenticator(origin: string) {
  const credentialId = randomBytes(16);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let counter = 0;
  let userHandle = '';
  return {
    credentialId,
    create(options: CreationOptions, off: Off = {}): unknown {
      userHandle = options.user.id;
      const attested = Buffer.concat([
        Buffer.alloc(16),
        lengthOf(credentialId),
        credentialId,
        coseKey(publicKey),
      ]);
      const authData = Buffer.concat([facts(options.rp.id ?? '', { ...off, counter }, ATTESTED), attested]);
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', new Uint8Array(authData)],
      ]);
      const clientDataJSON = clientData('webauthn.create', origin, options.challenge, off);
      const attestationObject = Buffer.from(isoCBOR.encode(attestation as never)).toString('base64url');
      return answer({ clientDataJSON, attestationObject, transports: ['internal'] });
    },
    get(options: RequestOptions, off: Off = {}): unknown {
      counter = off.counter ?? counter + 1;
      const authenticatorData = facts(options.rpId ?? '', { ...off, counter });
      const clientDataJSON = clientData('webauthn.get', origin, options.challenge, off);
      const hash = createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest();
      const signature = sign('sha256', Buffer.concat([authenticatorData, hash]), privateKey).toString(
        'base64url',
      );
      return answer({
        clientDataJSON,
        authenticatorData: authenticatorData.toString('base64url'),
        signature: off.signature ?? signature,
        userHandle: off.userHandle ?? userHandle,
      });
    },
  };

  function answer(response: Record<string, unknown>) {
    const id = credentialId.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }
}

const PRESENT = 1;
const VERIFIED = 4;
const ATTESTED = 64;

/** Authenticator data (§6.1). */
function facts(rpId: string, { isVerified = true, counter = 0, rpId: own }: Off, flags = 0): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(PRESENT | (isVerified ? VERIFIED : 0) | flags);
  head.writeUInt32BE(counter, 1);
  return Buffer.concat([
    createHash('sha256')
      .update(own ?? rpId)
      .digest(),
    head,
  ]);
}

function clientData(type: string, origin: string, challenge: string, off: Off): string {
  const told = {
    type: off.type ?? type,
    challenge: off.challenge ?? challenge,
    origin: off.origin ?? origin,
  };
  return Buffer.from(JSON.stringify({ ...told, crossOrigin: false })).toString('base64url');
}

function lengthOf(octets: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(octets.length);
  return length;
}

/** EC2, ES256, P-256 (RFC 9053 §7.1). */
function coseKey(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const key = new Map<number, unknown>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, new Uint8Array(Buffer.from(x, 'base64url'))],
    [-3, new Uint8Array(Buffer.from(y, 'base64url'))],
  ]);
  return Buffer.from(isoCBOR.encode(key as never));
}
