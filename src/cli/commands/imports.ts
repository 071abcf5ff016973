import { BroadsheetError } from '../../errors.js';
import { loadTexts } from '../../i18n/load-texts.js';
import { type Import, type ImportProblem, importVerdicts } from '../../model/import.js';
import { listImports } from '../../store/imports/imports.js';
import {
  cancelImport,
  importOf,
  pauseImportByOperator,
  resumeImportByOperator,
} from '../../subscribers/import/import-acts.js';
import { problemFile } from '../../subscribers/import/problem-file.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

const acts = { pause: pauseImportByOperator, resume: resumeImportByOperator, cancel: cancelImport } as const;
export type ImportsAction = 'list' | 'show' | 'problems' | keyof typeof acts;

export interface ImportsOptions {
  readonly what: ImportsAction;
  readonly id: number | undefined;
  /** One JSON object a line. */
  readonly json?: boolean;
}

/** `broadsheet imports`: which lists were brought and how far each is; one is paused, goes on, or ends for good. */
export function importsCommand(terminal: Terminal, { what, id, json }: ImportsOptions): Promise<number> {
  if (what !== 'list' && id === undefined)
    throw new BroadsheetError('INPUT_INVALID', `Name the import by its number: broadsheet imports ${what} 7`);
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const show = (one: Import) => terminal.out(`${json === true ? jsonOf(one) : lineOf(one)}\n`);
    if (what === 'list') for await (const one of everyImport(terminal, stores)) show(one);
    else if (what === 'show') show(await importOf(stores, id ?? 0));
    else if (what === 'problems') await writeProblems(terminal, stores, await importOf(stores, id ?? 0));
    else {
      show(await acts[what](stores, cliActor(), id ?? 0));
      if (what === 'resume') await wake(stores);
    }
    return 0;
  });
}

const PAGE = 100;

async function* everyImport(terminal: Terminal, { database }: Stores): AsyncGenerator<Import> {
  for (let before: number | null = null; ; ) {
    const page: Import[] = await listImports(database, { before, limit: PAGE });
    yield* page;
    if (page.length < PAGE || terminal.isStopping()) return;
    before = page.at(-1)?.id ?? null;
  }
}

function lineOf({ id, name, state, aim, lines, nextLine, counts }: Import): string {
  const came = importVerdicts.flatMap((verdict) =>
    counts[verdict] === undefined ? [] : [`${verdict} ${counts[verdict]}`],
  );
  const done = `${Math.min(nextLine - 1, lines)} of ${lines} lines`;
  return [id, state, aim, name, [done, ...came].join(', ')].join('\t');
}

function jsonOf({ id, name, state, reason, aim, lines, nextLine, checked, counts, ...one }: Import): string {
  const { actorName: by, createdAt, finishedAt } = one;
  const done = Math.min(nextLine - 1, lines);
  return JSON.stringify({
    id,
    name,
    state,
    reason,
    aim,
    lines,
    done,
    checked,
    counts,
    by,
    createdAt,
    finishedAt,
  });
}

/** To standard output, for a file: it holds addresses. */
async function writeProblems(terminal: Terminal, { database, config }: Stores, one: Import): Promise<void> {
  const { t } = (await loadTexts(undefined, config.texts)).en;
  const words = (problem: ImportProblem, detail: string | null) =>
    t(`admin-imports.problem-${problem}`, { detail });
  // As octets, since what is text has its controls shown.
  for await (const text of problemFile(database, one, words)) terminal.out(Buffer.from(text));
}

/** A worker that does not hear of it finds it by its sweep. */
async function wake(stores: Stores): Promise<void> {
  const { openJobQueues } = await import('../../wiring/wiring-jobs.js');
  await (await openJobQueues(stores)).queues.goThroughImports().catch(() => undefined);
}
