/** Whatever looks like an address of mail, with what people write around one: `<…>`, quotes and punctuation stay. */
const ADDRESS = /[^\s@<>()[\]{}"“”,;:]+@[^\s@<>()[\]{}"“”,;:]+/gu;

/** What people typed, with a word in the place of each address: for what is kept when the person is erased. */
export function withoutAddresses(text: string): string {
  return text.includes('@') ? text.replace(ADDRESS, '(address)') : text;
}
