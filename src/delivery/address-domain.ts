/** The domain of an address, for a Message-ID. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
