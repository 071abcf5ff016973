import PostalMime, { type Address } from 'postal-mime';

/** What a list shows of a message beside its id and time; also the first line of its file. */
export interface Summary {
  /** Who it says it is from; the envelope's sender where it says nothing. */
  readonly from: string;
  /** Whom the envelope was for, in the order of RCPT TO. */
  readonly to: readonly string[];
  readonly subject: string;
  /** The message alone. */
  readonly bytes: number;
  /** The return path; empty for a bounce. */
  readonly envelopeFrom: string;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

const LONGEST = 500;
const MOST_HEADER_BYTES = 65_536;

/** Reads the headers only: a list needs no parts. A message that cannot be read is kept all the same. */
export async function summarise(raw: Buffer, envelope: Envelope): Promise<Summary> {
  const end = raw.indexOf('\r\n\r\n');
  const headers = raw.subarray(0, Math.min(end < 0 ? raw.length : end + 4, MOST_HEADER_BYTES));
  const { from, subject } = await PostalMime.parse(headers).catch(() => ({ from: undefined, subject: '' }));
  return {
    from: addressText(from) || envelope.from,
    to: envelope.to,
    subject: (subject ?? '').slice(0, LONGEST),
    bytes: raw.length,
    envelopeFrom: envelope.from,
  };
}

function addressText(from: Address | undefined): string {
  if (from === undefined) return '';
  const address = from.address ?? '';
  const text = address === '' || from.name === '' ? from.name || address : `${from.name} <${address}>`;
  return text.slice(0, LONGEST);
}
