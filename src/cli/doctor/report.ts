import type { Finding } from '../../dns/finding.js';
import { zoneLines } from '../../dns/zone-file.js';
import { SECOND_MS } from '../../durations.js';
import { BroadsheetError } from '../../errors.js';
import type { Texts } from '../../i18n/texts.js';
import { valueWithin } from '../../time-bound.js';
import type { Terminal } from '../terminal.js';
import { FoundFault, say, type Well } from './say.js';

/** A check that does not answer by then has a fault. */
export const CHECK_BOUND_MS = 30 * SECOND_MS;
const COLUMNS = 80;
const INDENT = '      ';
const words = { ok: 'ok   ', unasked: 'note ', warning: 'warn ', fault: 'FAULT' } as const;

/** Takes what the checks of doctor found, and tells it as it comes, or at the end as JSON. */
export interface Report {
  /** Carries a check out, within 30 s; what it throws is a fault. Null: there was one. */
  look<T>(check: string, run: () => Promise<readonly [T, Well]>): Promise<T | null>;
  add(findings: readonly Finding[]): void;
  /** Tells how many faults there are. @returns the exit code: 0, or 1 where there is one */
  end(): number;
}

export function openReport(terminal: Terminal, asJson: boolean, texts: Pick<Texts, 't'>): Report {
  const found: Finding[] = [];
  const add = (findings: readonly Finding[]) => {
    found.push(...findings);
    if (!asJson) for (const finding of findings) terminal.out(`${textOf(finding).join('\n')}\n`);
  };
  return {
    ...openLook(add, texts),
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
export function openLook(add: Report['add'], texts: Pick<Texts, 't'>): Pick<Report, 'look' | 'add'> {
  return {
    add,
    look: async (check, run) => {
      try {
        const answer = await valueWithin(run(), CHECK_BOUND_MS, null);
        if (answer === null) {
          const values = { seconds: CHECK_BOUND_MS / SECOND_MS };
          throw new FoundFault({ text: 'doctor.no-answer', values });
        }
        const [value, well] = answer;
        add([say(texts, check, { verdict: 'ok', ...well })]);
        return value;
      } catch (error) {
        add([faultOf(check, error, texts)]);
        return null;
      }
    },
  };
}

/** What another part says of its fault is for its log and for who runs the service, and is said in English alone. */
function faultOf(check: string, error: unknown, texts: Pick<Texts, 't'>): Finding {
  if (error instanceof FoundFault) return say(texts, check, { verdict: 'fault', ...error.said });
  const reason = error instanceof Error ? error.message : String(error);
  const text = error instanceof BroadsheetError ? `${error.code}: ${reason}` : reason;
  return { check, verdict: 'fault', text, todo: null, records: [] };
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
