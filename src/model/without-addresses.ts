/**
 * Whatever looks like an address of mail, with what people write around one: `<…>`, quotes and punctuation stay. What
 * stands before no @ is taken as well and left as it is: each letter is looked at once, however long the text is.
 */
const ADDRESS = /[^\s@<>()[\]{}"“”,;:]+(@[^\s@<>()[\]{}"“”,;:]+)?/gu;

/** What people typed, with a word in the place of each address: for what is kept when the person is erased. */
export function withoutAddresses(text: string): string {
  if (!text.includes('@')) return text;
  return text.replace(ADDRESS, (run, rest?: string) => (rest === undefined ? run : '(address)'));
}
