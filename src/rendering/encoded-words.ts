/** RFC 2047 §2: an encoded-word has at most 75 characters, a line that holds one at most 76. */
const WORD = 75;
const LINE = 76;
const OPENING = '=?UTF-8?B?';
const CLOSING = '?=';

/** RFC 5322 §2.1.1: lines should be at most 78 characters. */
const PLAIN_LINE = 78;

/** What needs encoding: anything but printable ASCII, and text that would be read as an encoded-word. */
const UNSAFE = /[^ -~]|=\?/;

/** True where a text can stand in a header as it is, folded at its spaces. */
export function isPlainHeaderText(text: string): boolean {
  return !UNSAFE.test(text) && !/\S{66}/.test(text) && !/^\s|\s$|\s\s/.test(text);
}

/**
 * One line of text as header text: folded at spaces where it is plain ASCII, as encoded-words otherwise.
 * @param used characters that already stand on the first line
 */
export function headerText(text: string, used: number): string {
  return isPlainHeaderText(text) ? foldAtSpaces(text.split(' '), used) : encodedWords(text, used);
}

/** Joins words by spaces, with a folded line wherever the next one would not fit. */
export function foldAtSpaces(words: readonly string[], used: number): string {
  let column = used;
  let folded = '';
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      const fits = column + 1 + word.length <= PLAIN_LINE;
      folded += fits ? ' ' : '\r\n ';
      column = fits ? column + 1 : 1;
    }
    folded += word;
    column += word.length;
  }
  return folded;
}

/** Base64 encoded-words, each of whole characters (RFC 2047 §5), one a line. */
function encodedWords(text: string, used: number): string {
  const words: string[] = [];
  let room = octetsWithin(LINE - used);
  let chunk = '';
  let octets = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    if (octets + length > room) {
      words.push(chunk);
      chunk = '';
      octets = 0;
      room = octetsWithin(LINE - 1);
    }
    chunk += character;
    octets += length;
  }
  words.push(chunk);
  return words
    .map((word) => `${OPENING}${Buffer.from(word, 'utf8').toString('base64')}${CLOSING}`)
    .join('\r\n ');
}

/** How many octets an encoded-word of at most `characters` can carry. */
function octetsWithin(characters: number): number {
  const base64 = Math.min(WORD, characters) - OPENING.length - CLOSING.length;
  return Math.floor(base64 / 4) * 3;
}
