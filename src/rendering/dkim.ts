import { createHash, sign } from 'node:crypto';
import { createBoundedMap } from '../bounded-map.js';
import { BroadsheetError } from '../errors.js';
import { relaxedField, relaxedFields, relaxedFieldsOnce } from './dkim-canonical.js';
import { type DkimKey, hashNameOf, openDkimKey } from './dkim-key.js';
import type { ComposedMessage } from './message-parts.js';
import { signInTurn } from './sign-in-turn.js';

export interface DkimSigner extends DkimKey {
  readonly domain: string;
  readonly selector: string;
  /** Domains of recipients, in lower case, whose messages do without it; absent: none. */
  readonly notFor?: ReadonlySet<string>;
}

/**
 * What a signature covers, where the message has it: who, to whom, what, when, how it is to be read, and
 * how to leave (RFC 8058 §4, RFC 6376 §5.4.1).
 */
const SIGNED = [
  'From',
  'Sender',
  'Reply-To',
  'To',
  'Cc',
  'Subject',
  'Date',
  'Message-ID',
  'In-Reply-To',
  'References',
  'MIME-Version',
  'Content-Type',
  'Content-Language',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'List-Help',
  'List-Subscribe',
  'List-Post',
  'List-Owner',
  'List-Archive',
  'Feedback-ID',
  'Auto-Submitted',
] as const;

/** Named once more than they occur, so that a second one breaks the signature (RFC 6376 §5.4.2). */
const OVERSIGNED: ReadonlySet<string> = new Set(['From', 'To', 'Subject', 'Date']);

const DOMAIN = /^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/;
const SELECTOR = /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/;

/** RFC 5322 §2.1.1. */
const LINE = 76;
const BASE64_LINE = 72;

export interface DkimIdentity {
  /** The domain that signs; it aligns with the one of From (RFC 7489 §3.1.1). */
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

/**
 * A signer with its key parsed and proven. An RSA key signs as rsa-sha256, an Ed25519 key as
 * ed25519-sha256; a message may carry one signature of each.
 * @throws BroadsheetError DKIM_KEY_INVALID with what to do
 */
export function openDkimSigner({ domain, selector, privateKey }: DkimIdentity): DkimSigner {
  const name = domain.toLowerCase();
  if (!DOMAIN.test(name) || !SELECTOR.test(selector)) {
    throw new BroadsheetError(
      'DKIM_KEY_INVALID',
      'The DKIM key cannot be used: its domain and selector are not names of the DNS.',
    );
  }
  return { ...openDkimKey(privateKey), domain: name, selector };
}

/**
 * The message with a DKIM-Signature of each signer before it, the last one on top: relaxed/relaxed, without `l=`
 * (RFC 6376 §8.2) and without a time, so that the same message signed twice stays the same. A composed body is in
 * relaxed form by the way it is encoded, so it is hashed as it is: looking for white space in 50 KB takes twice as
 * long. None covers another's field, so what they cover is worked out once.
 */
export async function signComposed(
  signers: readonly DkimSigner[],
  message: ComposedMessage,
): Promise<ComposedMessage> {
  if (signers.length === 0) return message;
  const { ownHeaders, sharedHeaders, body } = message;
  const { names, lines } = coveredFields(message);
  const covered: Covered = { names, lines, bodyHash: hashBody(body) };
  const fields = await Promise.all(signers.map((signer) => signatureField(signer, covered)));
  return { ownHeaders: Buffer.concat([...fields.reverse(), ownHeaders]), sharedHeaders, body };
}

/** What a signature covers, the same for each signer. */
interface Covered {
  /** For `h=`. */
  readonly names: string;
  /** The fields of these names in relaxed form, each with its CRLF. */
  readonly lines: string;
  readonly bodyHash: string;
}

async function signatureField(
  { domain, selector, algorithm, key }: DkimSigner,
  { names, lines, bodyHash }: Covered,
): Promise<Buffer> {
  const unsigned =
    ` v=1; a=${algorithm}; c=relaxed/relaxed; d=${domain};\r\n` +
    ` s=${selector}; h=${foldedNames(names, ` s=${selector}; h=`.length)};\r\n` +
    ` bh=${bodyHash};\r\n b=`;
  const canonical = lines + relaxedField({ name: 'DKIM-Signature', value: unsigned });
  const data = Buffer.from(canonical, 'latin1');
  const hash = hashNameOf(algorithm);
  // An Ed25519 signature takes less than to hand it to a thread and back; it is made of the hash (RFC 8463 §3).
  const signature =
    hash === null
      ? sign(null, createHash('sha256').update(data).digest(), key)
      : await signInTurn(hash, data, key);
  return Buffer.from(`DKIM-Signature:${unsigned}${foldBase64(signature.toString('base64'))}\r\n`, 'latin1');
}

/** Pieces are brought together as far as they fit before they are hashed: a call costs more than a copy. */
const gathered = Buffer.allocUnsafeSlow(128 * 1024);

function hashBody(body: readonly Buffer[]): string {
  const hash = createHash('sha256');
  let used = 0;
  for (const piece of body) {
    if (used + piece.length > gathered.length) {
      hash.update(gathered.subarray(0, used));
      used = 0;
    }
    if (piece.length > gathered.length) hash.update(piece);
    else used += piece.copy(gathered, used);
  }
  return hash.update(gathered.subarray(0, used)).digest('base64');
}

function coveredFields({ ownHeaders, sharedHeaders }: ComposedMessage): Omit<Covered, 'bodyHash'> {
  const own = relaxedFields(ownHeaders);
  const shared = relaxedFieldsOnce(sharedHeaders);
  let names = '';
  let lines = '';
  for (const name of SIGNED) {
    const key = name.toLowerCase();
    // Of several with one name the last comes first (RFC 6376 §5.4.2).
    for (const line of [...(shared.get(key) ?? []), ...(own.get(key) ?? [])]) {
      names += `${name}:`;
      lines += line;
    }
    if (OVERSIGNED.has(name)) names += `${name}:`;
  }
  return { names: names.slice(0, -1), lines };
}

/** Messages of one kind have the same fields; there are a few kinds. */
const MOST_FOLDED = 100;
const foldedOnce = createBoundedMap<string, string>(MOST_FOLDED);

function foldedNames(names: string, used: number): string {
  const key = `${used} ${names}`;
  return foldedOnce.getOrMake(key, () => foldNames(names, used));
}

function foldNames(names: string, used: number): string {
  let column = used;
  let folded = '';
  for (const item of names.split(/(?<=:)/)) {
    if (column + item.length >= LINE) {
      folded += '\r\n ';
      column = 1;
    }
    folded += item;
    column += item.length;
  }
  return folded;
}

/** White space inside `b=` counts for nothing (RFC 6376 §3.5). */
function foldBase64(text: string): string {
  let folded = text.slice(0, BASE64_LINE);
  for (let at = BASE64_LINE; at < text.length; at += BASE64_LINE) {
    folded += `\r\n ${text.slice(at, at + BASE64_LINE)}`;
  }
  return folded;
}
