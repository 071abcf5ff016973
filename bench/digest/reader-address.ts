const DOMAINS = 100;

/** The address of the reader with this number. */
export function readerAddress(number: number): string {
  return `reader${number}@domain${number % DOMAINS}.example`;
}
