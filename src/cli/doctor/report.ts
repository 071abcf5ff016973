import type { Finding } from '../../dns/finding.js';
import { zoneLines } from '../../dns/zone-file.js';
import { SECOND_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import { valueWithin } from '../../time-bound.js';
import type { Terminal } from '../terminal.js';

/** A check that does not answer by then has a fault. */
export const CHECK_BOUND_MS = 30 * SECOND_MS;
const COLUMNS = 80;
const INDENT = '      ';
const words = { ok: 'ok   ', unasked: 'note ', warning: 'warn ', fault: 'FAULT' } as const;

/** Takes what the checks of doctor found, and tells it as it comes, or at the end as JSON. */
export interface Report {
  /** Carries a check out, within 30 s; what it throws is a fault. Null: there was one. */
  look<T>(check: string, run: () => Promise<readonly [T, string]>): Promise<T | null>;
  add(findings: readonly Finding[]): void;
  /** Tells how many faults there are. @returns the exit code: 0, or 1 where there is one */
  end(): number;
}

export function openReport(terminal: Terminal, asJson: boolean): Report {
  const found: Finding[] = [];
  const add = (findings: readonly Finding[]) => {
    found.push(...findings);
    if (!asJson) for (const finding of findings) terminal.out(`${textOf(finding).join('\n')}\n`);
  };
  return {
    ...openLook(add),
    end: () => {
      const faults = found.filter(({ verdict }) => verdict === 'fault');
      const warnings = found.filter(({ verdict }) => verdict === 'warning');
      const counts = { ok: faults.length === 0, faults: faults.length, warnings: warnings.length };
      terminal.out(
        asJson
          ? `${JSON.stringify({ ...counts, checks: found.map(({ said: _, ...told }) => told) })}\n`
          : closingLine(found),
      );
      return faults.length === 0 ? 0 : 1;
    },
  };
}

/** Carries checks out, and hands over what they find as they come to it. */
export function openLook(add: Report['add']): Pick<Report, 'look' | 'add'> {
  const told = (check: string, verdict: 'ok' | 'fault', text: string) =>
    add([{ check, verdict, text, todo: null, records: [] }]);
  return {
    add,
    look: async (check, run) => {
      try {
        const answer = await valueWithin(run(), CHECK_BOUND_MS, null);
        if (answer === null) throw new Error(`no answer within ${CHECK_BOUND_MS / SECOND_MS} s`);
        const [value, text] = answer;
        told(check, 'ok', text);
        return value;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        told(check, 'fault', error instanceof BroadsheetError ? `${error.code}: ${reason}` : reason);
        return null;
      }
    },
  };
}

/** What to begin with stands last, where a person looks. */
function closingLine(found: readonly Finding[]): string {
  const faults = found.filter(({ verdict }) => verdict === 'fault');
  const warnings = found.filter(({ verdict }) => verdict === 'warning');
  const [first] = [...faults, ...warnings];
  if (first === undefined)
    return found.some(({ verdict }) => verdict === 'unasked')
      ? 'All is well, as far as it was asked.\n'
      : 'All is well.\n';
  const look = warnings.length === 0 ? '' : `${warnings.length} to look at`;
  const mend = faults.length === 0 ? 'Nothing to mend' : `${faults.length} to mend`;
  return `${mend}${look === '' ? '' : `, ${look}`}. Begin with: ${first.check}.\n`;
}

/** A finding as lines of a terminal: what was found, what to do, and the records for a zone file. */
function textOf({ check, verdict, text, todo, records }: Finding): string[] {
  return [
    ...wrapped(`${check}: ${text}`, { first: `${words[verdict]} `, rest: INDENT }),
    ...(todo === null ? [] : wrapped(todo, { first: `${INDENT}→ `, rest: `${INDENT}  ` })),
    ...records.flatMap(zoneLines).map((line) => `${INDENT}  ${line}`),
  ];
}

/** Lines of 80 columns at most, but for words that are longer. */
function wrapped(text: string, { first, rest }: { readonly first: string; readonly rest: string }): string[] {
  const lines: string[] = [];
  let line = first;
  for (const [at, paragraph] of text.split('\n').entries()) {
    if (at > 0) {
      lines.push(line);
      line = rest;
    }
    for (const word of paragraph.split(' ')) {
      const isBare = line === first || line === rest;
      if (!isBare && line.length + 1 + word.length > COLUMNS) {
        lines.push(line);
        line = rest + word;
      } else line += isBare ? word : ` ${word}`;
    }
  }
  return [...lines, line];
}
