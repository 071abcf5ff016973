import { resolve as resolveDns } from 'node:dns/promises';
import { valueWithin } from '../../time-bound.js';
import { addressIn } from '../reading/addresses.js';
import { decodeWords } from '../reading/mime/encoded-words.js';
import { field, readFields } from '../reading/mime/header-fields.js';
import { mailText } from '../reading/mime/mail-text.js';

/** Asks the DNS as `dns.promises.resolve` does. */
export type Resolver = (name: string, type: string) => Promise<unknown>;

export interface LoopOptions {
  /** Domains of feedback loops that the operator registered with, in lower case. */
  readonly domains: readonly string[];
  readonly resolver?: Resolver;
}

const VERIFY_WITHIN_MS = 10_000;

/**
 * What is larger is not checked, and not believed: a signature costs a pass over the body, and unfolding a header its
 * square, in the thread that answers pages. Reports have some 100 KB and a signature or two of their own.
 */
const MOST_BYTES = 1_000_000;
const MOST_HEADER_BYTES = 32_768;
const MOST_HEADER_LINES = 1_000;
const MOST_SIGNATURES = 8;

/**
 * Whether a message comes from a feedback loop that the operator named: its author's domain is one of them, or within
 * one, and a signature of that domain fits (DKIM, RFC 6376). What cannot be looked up is not authenticated.
 */
export async function isFromNamedLoop(raw: Buffer, { domains, resolver }: LoopOptions): Promise<boolean> {
  if (domains.length === 0) return false;
  const author = domainOfAuthor(raw);
  const named = domains.filter((domain) => isWithin(author, domain));
  if (named.length === 0 || !isCheap(raw)) return false;
  const signers = await signersOf(raw, resolver ?? resolveDns);
  return named.some((domain) => signers.some((signer) => isWithin(signer, domain)));
}

/** The header ends here where the check of signatures has it end, at the first line without any octet. */
function isCheap(raw: Buffer): boolean {
  if (raw.length > MOST_BYTES) return false;
  const [header = ''] = mailText(raw).split(/\n\r?\n/, 1);
  const signatures = header.match(/^dkim-signature/gim) ?? [];
  return (
    header.length <= MOST_HEADER_BYTES &&
    header.split('\n').length <= MOST_HEADER_LINES &&
    signatures.length <= MOST_SIGNATURES
  );
}

function domainOfAuthor(raw: Buffer): string {
  const { fields } = readFields(mailText(raw));
  // Two authors may be one that a filter checked and one that a person sees.
  if ((fields.get('from') ?? []).length !== 1) return '';
  const address = addressIn(decodeWords(field(fields, 'from'))) ?? '';
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Domains whose signatures fit. Loaded when the first report wants it, since most services have no loop. */
async function signersOf(raw: Buffer, resolver: Resolver): Promise<string[]> {
  const { dkimVerify } = await import('mailauth/lib/dkim/verify.js');
  const checked = dkimVerify(raw, { resolver, minBitLength: 1024 }).then(
    ({ results }) =>
      results
        // A signature over a part of the body lets anything be appended (RFC 6376 §8.2).
        .filter(({ status }) => status.result === 'pass' && status.underSized === undefined)
        .map(({ signingDomain }) => String(signingDomain).toLowerCase()),
    () => [],
  );
  return valueWithin(checked, VERIFY_WITHIN_MS, []);
}
