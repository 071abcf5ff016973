/** The domain of an address that `addressParts` has written: lower case, A-labels. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
