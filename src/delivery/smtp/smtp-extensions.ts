/** What a server offers beyond RFC 5321. */
export interface SmtpExtensions {
  /** RFC 2920. */
  readonly pipelining: boolean;
  /** RFC 6152. */
  readonly eightBitMime: boolean;
  /** RFC 6531. */
  readonly smtpUtf8: boolean;
  /** RFC 1870. */
  readonly size: boolean;
  /** The largest message it takes, in octets; infinite where it does not say. */
  readonly largest: number;
}

/** @param greeting the answer to EHLO */
export function readExtensions(greeting: string): SmtpExtensions {
  const offers = (name: string): boolean => new RegExp(`^250[ -]${name}(?:\\s|$)`, 'im').test(greeting);
  const limit = Number(/^250[ -]SIZE +(\d+)/im.exec(greeting)?.[1] ?? 0);
  return {
    pipelining: offers('PIPELINING'),
    eightBitMime: offers('8BITMIME'),
    smtpUtf8: offers('SMTPUTF8'),
    size: offers('SIZE'),
    // RFC 1870 §4: 0 is no limit.
    largest: limit > 0 ? limit : Number.POSITIVE_INFINITY,
  };
}
