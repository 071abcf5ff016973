import { answersUrl, preferencesUrl, unsubscribeUrl } from '../model/links.js';
import type { DigestReader } from '../rendering/compose-digest.js';
import { makeLinkToken } from '../signing/link-token.js';

/** The links of one message of a digest that are its reader's own. */
export type ReaderLinks = Pick<DigestReader, 'unsubscribeUrl' | 'answersUrl' | 'preferencesUrl'>;

export interface LinkedReader {
  readonly subscriberId: number;
  /** How often the reader has moved to another address. */
  readonly addressVersion: number;
  /** Whose papers the link to answer is about, and which is left by. */
  readonly digestId: number;
  /** The same in every attempt, so that the message is. */
  readonly issuedAt: Date;
}

/** @param secretKeys the current one first */
export function readerLinks(
  publicUrl: string,
  secretKeys: readonly string[],
  { subscriberId, addressVersion, digestId, issuedAt }: LinkedReader,
): ReaderLinks {
  const token = (purpose: 'unsubscribe' | 'answer' | 'preferences', serial: number) =>
    makeLinkToken(secretKeys, { purpose, subscriberId, addressVersion, serial, issuedAt });
  return {
    unsubscribeUrl: unsubscribeUrl(publicUrl, token('unsubscribe', digestId)),
    preferencesUrl: preferencesUrl(publicUrl, token('preferences', 0)),
    answersUrl: answersUrl(publicUrl, token('answer', digestId)),
  };
}
