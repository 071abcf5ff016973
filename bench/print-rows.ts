import type { Extra, ResultRow } from './measurement.js';

/** One JSON object on a line. */
export function jsonLine({ extra, ...row }: ResultRow): string {
  return JSON.stringify({ ...mapValues(row, rounded), ...mapValues(extra, rounded) });
}

/** A table for a terminal; what the columns do not hold stands in the JSON. */
export function table(rows: readonly ResultRow[]): string {
  const header = ['bench', 'variant', 'messages/s', 'CPU-s/1000', 'peak MB', '× naive', '× smtp-source', ''];
  const cells = rows.map((row) => [
    row.bench,
    row.variant,
    shown(row.messagesPerSecond),
    shown(row.cpuSecondsPer1000),
    shown(row.peakMemoryMB),
    shown(row.ratioToNaive),
    shown(row.ratioToSmtpSource),
    notes(row.extra),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const isText = (column: number): boolean => column < 2 || column === header.length - 1;
  return [header, ...cells]
    .map((row) =>
      row
        .map((cell, column) =>
          isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Lists are too long for a line of a table. */
function notes(extra: ResultRow['extra']): string {
  return Object.entries(extra)
    .filter(([, value]) => value !== null && !Array.isArray(value))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? shown(value) : value}`)
    .join(', ');
}

function shown(value: number | null): string {
  return value === null ? '–' : String(rounded(value));
}

/** Three figures are more than repeat themselves. */
function rounded(value: Extra): Extra {
  if (typeof value === 'number') return value >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
  return Array.isArray(value) ? (value.map(rounded) as (number | string)[]) : value;
}

function mapValues(
  fields: Readonly<Record<string, Extra>>,
  map: (value: Extra) => Extra,
): Record<string, Extra> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, map(value)]));
}
