/** What is markup wherever it stands in a line; an ampersand only where it begins a character reference. */
const INLINE = /[\\`*_[\]<~#]|&(?=#?\w+;)/g;
/** What begins a quotation or a list at the start of a line. */
const AT_START = /^(?=[-+>])|^\d{1,9}(?=[.)])/;

/**
 * A text as one line of Markdown that shows it as it is (CommonMark 0.31 §2.4, with the strikethrough of GitHub's
 * extensions).
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(INLINE, (sign) => `\\${sign}`)
    .replace(AT_START, (number) => `${number}\\`);
}
