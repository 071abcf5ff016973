import { JSONParser, TokenType } from '@streamparser/json';
import { unreadable } from './text-of-octets.js';

/** A value of a file of JSON; `raw` is what could not be read as one. */
export interface JsonRecord {
  readonly fileLine: number;
  readonly value: unknown;
  readonly raw: string | null;
}

const LONGEST_LINE = 64 * 1024;
/** A person is not described by more; each level, and each word, costs memory until the entry ends. */
const DEEPEST = 100;
const MOST_TOKENS = 64 * 1024;

/** A value for each line; a line that is no JSON is given as it is. */
export async function* jsonLines(text: AsyncIterable<string>): AsyncGenerator<JsonRecord> {
  let rest = '';
  let fileLine = 0;
  const recordsOf = function* (lines: readonly string[]): Generator<JsonRecord> {
    for (const line of lines) {
      fileLine += 1;
      if (line.trim() !== '') yield recordOf(line, fileLine);
    }
  };
  for await (const part of text) {
    const lines = (rest + part).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      const line = fileLine + lines.length + 1;
      throw unreadable('long-line', `Line ${line} is longer than 64 KiB.`, { line });
    }
    yield* recordsOf(lines);
  }
  yield* recordsOf([rest]);
}

function recordOf(line: string, fileLine: number): JsonRecord {
  try {
    return { fileLine, value: JSON.parse(line) as unknown, raw: null };
  } catch {
    return { fileLine, value: null, raw: line.trim() };
  }
}

/**
 * The values of one array, or of the arrays within one or two objects, without holding the file. Their numbers stand for lines.
 * @throws BroadsheetError INPUT_INVALID with `reason: 'json'`
 */
export async function* jsonValues(
  text: AsyncIterable<string>,
  within: 0 | 1 | 2,
): AsyncGenerator<JsonRecord> {
  const parser = new JSONParser({ paths: [`$${'.*'.repeat(within + 1)}`], keepStack: false });
  let found: unknown[] = [];
  let fileLine = 0;
  parser.onValue = ({ value, parent }) => {
    if (Array.isArray(parent)) found.push(value);
  };
  let depth = 0;
  let tokens = 0;
  parser.onToken = ({ token }) => {
    if (token === TokenType.LEFT_BRACE || token === TokenType.LEFT_BRACKET) depth += 1;
    if (token === TokenType.RIGHT_BRACE || token === TokenType.RIGHT_BRACKET) depth -= 1;
    tokens = depth <= within + 1 ? 0 : tokens + 1;
    if (depth > DEEPEST || tokens > MOST_TOKENS) throw new Error('an entry is too large');
  };
  const take = function* (): Generator<JsonRecord> {
    const values = found;
    found = [];
    for (const value of values) {
      fileLine += 1;
      yield { fileLine, value, raw: null };
    }
  };
  try {
    for await (const part of text) {
      parser.write(part);
      yield* take();
    }
    if (!parser.isEnded) throw new Error('the end is missing');
  } catch (error) {
    if (error instanceof Error && error.name === 'BroadsheetError') throw error;
    const message = `The file is no JSON, or its end is missing: the fault is behind entry ${fileLine}.`;
    throw unreadable('json', message, { line: fileLine });
  }
  yield* take();
}
