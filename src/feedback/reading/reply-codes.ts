export interface ReplyCodes {
  /** The most precise enhanced status (RFC 3463). */
  readonly status: string | null;
  readonly reply: string | null;
  /** The server meant to be asked again: no address is dead. */
  readonly isTransient: boolean;
}

/** A dotted number that is part of an address is no status; nor is one of success without its reply. */
const STATUS = /(?:^|[^\d.])((?:[45]|(?<=250[ -])2)\.[0-7]\.\d{1,3})(?![\d.]*\d)/g;
const REPLY = /(?:^|[\s;:<>('"\]]|smtp;)([45][0-7]\d|250)(?=[\s\-:]|$)(?!\.\d)/gi;

/**
 * The codes in what servers said. Where several are given the last precise status counts: relays put their own
 * before the one that they quote.
 */
export function readCodes(text: string, declared: string | null): ReplyCodes {
  const statuses = [...text.slice(0, 4_000).matchAll(STATUS)].map(([, status = '']) => status);
  const precise = statuses.findLast((status) => !isVague(status));
  const status =
    precise ?? (declared !== null && !isVague(declared) ? declared : null) ?? statuses[0] ?? declared;
  const replies = [...text.slice(0, 4_000).matchAll(REPLY)].map(([, reply = '']) => reply);
  const reply = replies.find((code) => code[0] === '5' || code[0] === '4') ?? replies[0] ?? null;
  const isTransient =
    isTransientStatus(declared) || isTransientStatus(status) || reply?.startsWith('4') === true;
  return { status, reply, isTransient };
}

/** `X.0.0` and `X.5.0` say no more than the first digit. */
function isVague(status: string): boolean {
  return /^\d\.(0|5)\.0$/.test(status);
}

function isTransientStatus(status: string | null): boolean {
  return status?.startsWith('4') === true;
}

const REPLY_BEGINS = /(?:^|[\s;:<>('"[])([45][0-7]\d[\s-]|[45]\.[0-7]\.\d{1,3}[\s:;)])/;

/** From the first reply that is quoted: what stands before it are the words of the relay that quotes it. */
export function serverWords(text: string): string {
  const at = REPLY_BEGINS.exec(text)?.index;
  return at === undefined ? '' : text.slice(at);
}
