/** Plain text is read in columns of this many characters. */
const COLUMNS = 72;

/**
 * Breaks one line of text at spaces into lines of at most 72 characters. The first starts with `prefix`,
 * the others with as many spaces; a word that is longer, such as a URL, stays whole.
 */
export function wrapText(text: string, prefix = ''): string {
  const indent = ' '.repeat(prefix.length);
  const lines: string[] = [];
  let line = prefix;
  let width = prefix.length;
  let empty = true;
  for (const word of text.split(' ')) {
    const length = [...word].length;
    if (!empty && width + 1 + length > COLUMNS) {
      lines.push(line);
      line = indent;
      width = indent.length;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    width += empty ? length : length + 1;
    empty = false;
  }
  lines.push(line);
  return lines.join('\n');
}
