import { BroadsheetError } from '../errors.js';
import { type DkimIdentity, type DkimSigner, openDkimSigner } from './dkim.js';

/**
 * The signers of all keys, in their order.
 * @param ed25519Domains domains of readers, in lower case, whose servers verify Ed25519: they need no RSA signature of a
 * domain that signs with Ed25519 as well
 * @throws BroadsheetError DKIM_KEY_INVALID with what to do
 */
export function openDkimSigners(
  keys: readonly DkimIdentity[],
  ed25519Domains: readonly string[],
): DkimSigner[] {
  const signers = keys.map(openDkimSigner);
  if (ed25519Domains.length === 0) return signers;
  const both = new Set(
    signers.filter(({ algorithm }) => algorithm === 'ed25519-sha256').map(({ domain }) => domain),
  );
  if (both.size === 0) {
    throw new BroadsheetError(
      'DKIM_KEY_INVALID',
      'DKIM_ED25519_DOMAINS names domains, and no key is Ed25519. Add one to DKIM_MORE_KEYS.',
    );
  }
  const notFor = new Set(ed25519Domains);
  return signers.map((signer) =>
    signer.algorithm === 'rsa-sha256' && both.has(signer.domain) ? { ...signer, notFor } : signer,
  );
}

/** @param domain of the recipient */
export function signersFor(signers: readonly DkimSigner[], domain: string): readonly DkimSigner[] {
  if (signers.every(({ notFor }) => notFor === undefined)) return signers;
  const name = domain.toLowerCase();
  return signers.filter(({ notFor }) => notFor?.has(name) !== true);
}
