import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { BroadsheetError } from '../errors.js';

export type DkimAlgorithm = 'rsa-sha256' | 'ed25519-sha256';

export interface DkimKey {
  readonly key: KeyObject;
  readonly algorithm: DkimAlgorithm;
  /** What the domain has to publish (RFC 6376 §3.6.1, RFC 8463 §4). */
  readonly record: string;
}

/** RFC 8301 §3.2: signers use at least 2048 bits here, verifiers need not accept more than 4096. */
const MIN_BITS = 2048;
const MAX_BITS = 4096;

/** Octets of the X.509 wrapping before a raw Ed25519 public key (RFC 8410 §4). */
const ED25519_PREFIX = 12;

/**
 * Parses a private key once, so that no message pays for it, and has it sign and verify something.
 * @param pem PKCS #8 or PKCS #1, without a passphrase
 * @throws BroadsheetError DKIM_KEY_INVALID that says what kind of key is needed
 */
export function openDkimKey(pem: string): DkimKey {
  const key = parseKey(pem);
  const algorithm = algorithmOf(key);
  const publicKey = createPublicKey(key);
  const probe = Buffer.from('a signature that is checked before the first message', 'latin1');
  if (!verify(hashNameOf(algorithm), probe, publicKey, sign(hashNameOf(algorithm), probe, key))) {
    throw invalid('it cannot verify its own signature. Make a new one');
  }
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const record =
    algorithm === 'rsa-sha256'
      ? `v=DKIM1; k=rsa; p=${der.toString('base64')}`
      : `v=DKIM1; k=ed25519; p=${der.subarray(ED25519_PREFIX).toString('base64')}`;
  return { key, algorithm, record };
}

/** Ed25519 hashes by itself; RFC 8463 §3 hands it a SHA-256 digest as its message. */
export function hashNameOf(algorithm: DkimAlgorithm): 'sha256' | null {
  return algorithm === 'rsa-sha256' ? 'sha256' : null;
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw invalid(
      'it is not a PEM private key without a passphrase. Make one with: openssl genrsa 2048',
      error,
    );
  }
}

function algorithmOf(key: KeyObject): DkimAlgorithm {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519-sha256';
  if (key.asymmetricKeyType !== 'rsa') {
    throw invalid(`it is a key for ${key.asymmetricKeyType ?? 'something else'}; DKIM knows RSA and Ed25519`);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < MIN_BITS || bits > MAX_BITS) {
    throw invalid(
      `it has ${bits} bits; RSA keys need ${MIN_BITS} to ${MAX_BITS}. Make one with: openssl genrsa 2048`,
    );
  }
  return 'rsa-sha256';
}

function invalid(reason: string, cause?: unknown): BroadsheetError {
  return new BroadsheetError('DKIM_KEY_INVALID', `The DKIM key cannot be used: ${reason}.`, { cause });
}
