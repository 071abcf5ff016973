import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { unreadable } from './text-of-octets.js';

/** One record, and the line of the file on which it ends. */
export interface FileRecord {
  readonly fileLine: number;
  readonly fields: readonly string[];
}

/** A record is one person; longer ones are what a quote that is never closed makes of the rest of a file. */
const LONGEST_RECORD = 64 * 1024;

/**
 * The records of a CSV file (RFC 4180), with whatever number of fields each has; empty lines are passed over.
 * @throws BroadsheetError INPUT_INVALID with `reason`: `quote` or `long-line`, and `line`
 */
export async function* csvRecords(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<FileRecord> {
  const parser = parse({
    ...{ delimiter, bom: true, info: true, relax_quotes: true, relax_column_count: true },
    ...{ skip_empty_lines: true, max_record_size: LONGEST_RECORD },
  });
  const feeding = pipeline(Readable.from(text, { objectMode: false }), parser);
  feeding.catch(() => undefined);
  try {
    for await (const record of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>)
      yield { fileLine: record.info.lines, fields: record.record };
    await feeding;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number((error as { lines?: unknown }).lines ?? 0);
    if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE') {
      const message = `A quotation mark that opens at or before line ${line} is never closed, or the line is longer than 64 KiB.`;
      throw unreadable('quote', message, { line });
    }
    throw unreadable('csv', `Line ${line} cannot be read as CSV.`, { line });
  } finally {
    parser.destroy();
  }
}
