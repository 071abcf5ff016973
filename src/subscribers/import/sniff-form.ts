/** What a file is, by how it begins. */
export type FileForm =
  | { readonly format: 'csv'; readonly delimiter: string }
  /** A JSON value on each line, one for each person. */
  | { readonly format: 'json-lines' }
  /** One array, or within so many objects one. */
  | { readonly format: 'json'; readonly within: 0 | 1 | 2 };

/** `{"data":{"results":[`, as listmonk answers. */
const IN_TWO =
  /^\{\s*"[^"]{1,40}"\s*:\s*\{\s*(?:"[^"]{1,40}"\s*:\s*(?:"[^"]{0,200}"|-?\d{1,20}|true|false|null)\s*,\s*){0,10}"[^"]{1,40}"\s*:\s*\[\s*[{\]]/;

const DELIMITERS = [',', ';', '\t', '|'] as const;
const LINES = 20;

/** @param beginning of the text, 20 lines or more where there are so many */
export function sniffForm(beginning: string): FileForm {
  const text = beginning.trimStart();
  if (text.startsWith('[')) return { format: 'json', within: 0 };
  if (text.startsWith('{')) {
    const [line = ''] = text.split(/\r?\n/, 1);
    return isWhole(line) ? { format: 'json-lines' } : { format: 'json', within: IN_TWO.test(text) ? 2 : 1 };
  }
  return { format: 'csv', delimiter: delimiterOf(text) };
}

/** An object that ends on the line on which it begins; one with a list in it is a whole file on one line. */
function isWhole(line: string): boolean {
  try {
    const value = JSON.parse(line) as unknown;
    const held = Object.values(value ?? {});
    const isAnswer = IN_TWO.test(line) && !held.some((one) => typeof one === 'string' && one.includes('@'));
    return typeof value === 'object' && !isAnswer && !held.some(isListOfObjects);
  } catch {
    return false;
  }
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'object';
}

/** What spreadsheets are told of a file by its first line: `sep=;`. */
export const SEPARATOR_LINE = /^sep=([,;|\t])[,;|\t]*(?:\r\n|\n|\r)/i;

/** The sign that comes most often in the first line and equally often in those after it. */
function delimiterOf(text: string): string {
  const told = SEPARATOR_LINE.exec(text)?.[1];
  if (told !== undefined) return told;
  const lines = text.split(/\r\n|\n|\r/, LINES + 1).filter((line) => line.trim() !== '');
  const scored = DELIMITERS.map((delimiter) => {
    const counts = lines.slice(0, LINES).map((line) => countOutsideQuotes(line, delimiter));
    const [first = 0] = counts;
    const alike = counts.filter((count) => count === first).length;
    return { delimiter, score: first === 0 ? 0 : alike * 1_000 + first };
  });
  const best = scored.reduce((one, other) => (other.score > one.score ? other : one));
  return best.score === 0 ? ',' : best.delimiter;
}

function countOutsideQuotes(line: string, sign: string): number {
  let count = 0;
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (character === sign && !quoted) count += 1;
  }
  return count;
}
