import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { BroadsheetError } from '../../errors.js';
import { unreadable } from './text-of-octets.js';

/** Roughly; it is a whole field. */
const IS_ADDRESS = /^"?[^\s@"]{1,64}@[^\s@"]{1,255}\.[^\s@".]{2,63}"?$/;

/** One record, and the line of the file on which it ends. */
export interface FileRecord {
  readonly fileLine: number;
  readonly fields: readonly string[];
}

/** A record is one person; longer ones are what a quote that is never closed makes of the rest of a file. */
const LONGEST_RECORD = 64 * 1024;

interface CsvRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/**
 * The records of a CSV file (RFC 4180), with whatever number of fields each has; empty lines are passed over.
 * @throws BroadsheetError INPUT_INVALID with `reason`: `quote` or `long-line`, and `line`
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<FileRecord> {
  const parser = parse({
    ...{ delimiter, bom: true, info: true, relax_quotes: true, relax_column_count: true, ltrim: true },
    ...{ skip_empty_lines: true, max_record_size: LONGEST_RECORD, record_delimiter: ['\r\n', '\n', '\r'] },
  });
  const feeding = pipeline(Readable.from(text, { objectMode: false }), parser);
  feeding.catch(() => undefined);
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (hasSwallowedLine(record, delimiter)) throw unclosedQuote(info.lines);
      yield { fileLine: info.lines, fields: record };
    }
    await feeding;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: unknown }).lines ?? 0);
    if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
      throw unclosedQuote(line);
    }
    throw unreadable('csv', `Line ${line} cannot be read as CSV.`, { line });
  } finally {
    parser.destroy();
  }
}

function unclosedQuote(line: number): BroadsheetError {
  const message = `A quotation mark that opens at or before line ${line} is never closed, or the line is longer than 64 KiB.`;
  return unreadable('quote', message, { line });
}

/** Whether a quote that was not closed on its line has taken the next people into one field: who left would be lost in it. */
function hasSwallowedLine(fields: readonly string[], delimiter: string): boolean {
  return fields.some((field) => {
    const [, ...lines] = field.includes('\n') ? field.split('\n') : [];
    return lines.some((line) => {
      const parts = line.split(delimiter);
      return parts.length > 1 && parts.some((part) => IS_ADDRESS.test(part.trim()));
    });
  });
}
