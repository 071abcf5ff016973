import { BroadsheetError } from '../../errors.js';
import type { CalendarDate } from '../../model/calendar-date.js';
import type { ListedPaper } from '../../model/paper.js';
import type { SkippedItem, Source } from '../source.js';
import { type ListFile, listFiles, readListFile } from './list-files.js';
import { parseFile } from './parse-file.js';

export interface FileSourceOptions {
  /** Under which its rows are kept: `file:` and a name. */
  readonly name: string;
  /** A file, or a folder of files that end in .json, .jsonl or .ndjson. */
  readonly path: string;
  readonly now: () => Date;
}

interface ParsedFile {
  readonly stamp: string;
  readonly listed: readonly ListedPaper[];
  /** Why it could not be read as it is now; what it held before stands meanwhile. */
  readonly fault: BroadsheetError | null;
}

/**
 * Somebody's own list, as JSON lines or in Hugging Face's shape. A file is read again when it has changed; what
 * cannot be used in it is told once, then.
 */
export function fileSource({ name, path, now }: FileSourceOptions): Source {
  const known = new Map<string, ParsedFile>();

  const readAgain = async (file: ListFile): Promise<readonly SkippedItem[]> => {
    const { path: key, stamp } = file;
    try {
      const { listed, skipped } = parseFile(await readListFile(file), { file, source: name, seenAt: now() });
      known.set(key, { stamp, listed, fault: null });
      return skipped;
    } catch (error) {
      if (!(error instanceof BroadsheetError)) throw error;
      known.set(key, { stamp, listed: known.get(key)?.listed ?? [], fault: error });
      return [{ paperId: null, reason: `${file.name}: ${error.message}` }];
    }
  };

  return {
    name,
    fetchList: async (date, signal) => {
      const files = await listFiles(path).catch((cause) => {
        throw unavailable(name, cause, date);
      });
      for (const old of known.keys()) if (!files.some((file) => file.path === old)) known.delete(old);
      const skipped: SkippedItem[] = [];
      for (const file of files) {
        signal.throwIfAborted();
        if (known.get(file.path)?.stamp === file.stamp) continue;
        const told = await readAgain(file).catch((cause) => {
          throw unavailable(name, cause, date);
        });
        skipped.push(...told);
      }
      const faults = [...known.values()].map(({ fault }) => fault).filter((fault) => fault !== null);
      const [fault] = faults;
      if (fault !== undefined && faults.length === known.size) throw fault;
      return { listed: onList([...known.values()], date), skipped, whole: faults.length === 0 };
    },
  };
}

/** A later line, and a file of a later name, replaces what was said of a paper before. */
function onList(files: readonly ParsedFile[], date: CalendarDate): ListedPaper[] {
  const all = files.flatMap(({ listed }) => listed.filter(({ listing }) => listing.listDate === date));
  return [...new Map(all.map((entry) => [entry.paper.id, entry])).values()];
}

function unavailable(name: string, cause: unknown, date: CalendarDate): BroadsheetError {
  const code = String((cause as { code?: unknown }).code ?? 'unknown');
  const message = `The list of ${name} cannot be read (${code}).`;
  return new BroadsheetError('SOURCE_UNAVAILABLE', message, { cause, details: { status: null, date } });
}
