import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BroadsheetError } from '../../errors.js';
import { loadTexts } from '../../i18n/load-texts.js';
import {
  type ConsentBasis,
  type DeclaredConsent,
  type Import,
  type ImportAim,
  type ImportField,
  type ImportMapping,
  type ImportProblem,
  importFields,
  importVerdicts,
} from '../../model/import.js';
import { defaultLanguage, type Language } from '../../model/language.js';
import { goThroughImports } from '../../subscribers/import/go-through-lines.js';
import {
  cancelImport,
  checkImport,
  chooseForImport,
  importOf,
  startImport,
} from '../../subscribers/import/import-acts.js';
import { problemFile } from '../../subscribers/import/problem-file.js';
import { uploadList } from '../../subscribers/import/upload-list.js';
import { openStores, type Stores } from '../../wiring/wiring.js';
import { cliActor } from '../cli-actor.js';
import { inColumns } from '../in-columns.js';
import { type LongWork, tellLongWork } from '../long-work.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface ImportListOptions {
  readonly file: string | undefined;
  readonly dryRun?: boolean;
  readonly aim?: ImportAim;
  readonly basis?: ConsentBasis;
  /** The statement. */
  readonly consent?: string;
  readonly where?: string;
  readonly since?: string;
  /** `address=Mail,state=Status`. */
  readonly map?: string;
  /** English where absent. */
  readonly language?: Language;
  readonly invites: number;
  /** A file for the lines that cannot be used. */
  readonly problems?: string;
}

const NO_CONSENT =
  'Say what these people agreed to, by --basis, --consent, --where and --since: they are added without being asked. Or ask them: --aim invite.';

/**
 * `broadsheet subscribers import`: reads a list, says what becomes of each line, and carries it out unless it is a dry
 * run. Where it is stopped the import goes on when a worker of the service finds it.
 */
export function importListCommand(terminal: Terminal, options: ImportListOptions): Promise<number> {
  const { file } = options;
  if (file === undefined)
    throw new BroadsheetError('INPUT_INVALID', 'Name the file: broadsheet subscribers import FILE');
  const consent = consentOf(options);
  return withAppContext(terminal, async (app) => {
    const stores = await openStores(app);
    const actor = cliActor();
    const isDry = options.dryRun === true;
    const work = tellLongWork(terminal);
    try {
      const read = await uploadList(stores, actor, basename(file), octetsOf(file));
      const { mapping, aim } = await choose(stores, read, { ...options, consent });
      work.done(describe(read, mapping, aim));
      await checkImport(stores, actor, read.id);
      const checked = await goThrough(terminal, stores, { id: read.id, work });
      if (isDry || checked.state !== 'checked') {
        await report(terminal, stores, checked, options);
        if (checked.state === 'checked') await cancelImport(stores, actor, read.id);
        return 0;
      }
      await startImport(stores, actor, read.id);
      const done = await goThrough(terminal, stores, { id: read.id, work });
      await report(terminal, stores, done, options);
      return done.state === 'done' ? 0 : 75;
    } finally {
      work.end();
    }
  });
}

/**
 * Says of the list what the options say. One that is refused is over: whoever calls mends the call, and brings it again.
 * @throws BroadsheetError INPUT_INVALID with `reason`
 */
async function choose(
  stores: Stores,
  read: Import,
  options: Omit<ImportListOptions, 'consent'> & { readonly consent: DeclaredConsent | null },
): Promise<Pick<Import, 'mapping' | 'aim'>> {
  const { language = defaultLanguage, invites: invitesHour, aim = read.aim } = options;
  const consent = options.consent ?? read.consent;
  try {
    const mapping = { ...read.mapping, ...mappingOf(options.map, read.columns) };
    await chooseForImport(stores, cliActor(), read.id, { mapping, aim, language, invitesHour, consent });
    if (options.dryRun !== true && aim === 'add' && consent === null)
      throw new BroadsheetError('INPUT_INVALID', NO_CONSENT, { details: { reason: 'basis' } });
    return { mapping, aim };
  } catch (error) {
    const reason = error instanceof BroadsheetError ? String(error.details['reason']) : null;
    await cancelImport(stores, cliActor(), read.id, reason);
    throw error;
  }
}

async function* octetsOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const part of createReadStream(file)) yield part as Buffer;
  } catch (error) {
    const message = `${file}: ${(error as { code?: string }).code === 'ENOENT' ? 'there is no such file' : 'it cannot be read'}`;
    throw new BroadsheetError('NOT_FOUND', message, { cause: error });
  }
}

/** @throws BroadsheetError INPUT_INVALID where a part of it is missing */
function consentOf({ basis, consent, where, since }: ImportListOptions): DeclaredConsent | null {
  const given = [basis, consent, where, since].filter((part) => part !== undefined).length;
  if (given === 0) return null;
  if (basis === undefined || consent === undefined || where === undefined || since === undefined) {
    throw new BroadsheetError(
      'INPUT_INVALID',
      '--basis, --consent, --where and --since belong together; give all four.',
    );
  }
  return { basis, statement: consent, where, since };
}

/** @throws BroadsheetError INPUT_INVALID for what is no field, or no column of the list */
function mappingOf(text: string | undefined, columns: readonly string[]): ImportMapping {
  const mapping: Partial<Record<ImportField, number>> = {};
  for (const pair of text?.split(',') ?? []) {
    const [name = '', column = ''] = pair.split('=').map((part) => part.trim());
    const field = importFields.find((known) => known === name);
    const place = columns.findIndex((heading) => heading.toLowerCase() === column.toLowerCase());
    if (field === undefined || place < 0) {
      const message = `--map: ${pair.trim()} is not FIELD=COLUMN with a field of ${importFields.join(', ')} and a column of ${columns.join(', ')}.`;
      throw new BroadsheetError('INPUT_INVALID', message, { details: { reason: 'columns' } });
    }
    mapping[field] = place;
  }
  return mapping;
}

function describe({ lines, columns, service }: Import, mapping: ImportMapping, aim: ImportAim): string {
  const known = importFields.flatMap((field) => {
    const at = mapping[field];
    return at === undefined ? [] : [`${field} from ${columns[at]}`];
  });
  return `${lines} lines${service === null ? '' : `, an export of ${service}`}; ${known.join(', ')}; aim ${aim}`;
}

/** Goes through the lines here, or watches a worker do so. */
async function goThrough(
  terminal: Terminal,
  stores: Stores,
  { id, work }: { readonly id: number; readonly work: LongWork },
): Promise<Import> {
  const stop = new AbortController();
  void terminal.stopped.then(() => stop.abort());
  const show = async () => {
    const { state, nextLine, lines } = await importOf(stores, id);
    work.now(`${state} ${bar((nextLine - 1) / lines)} ${nextLine - 1} of ${lines}`);
  };
  for (;;) {
    await goThroughImports({ ...stores, onChunk: () => void show().catch(() => undefined) }, stop.signal);
    const one = await importOf(stores, id);
    const isUnderWay = one.state === 'checking' || (one.state === 'running' && one.nextAt === null);
    if (!isUnderWay || stop.signal.aborted) return one;
    await show();
    await delay(300);
  }
}

function bar(share: number): string {
  const filled = Math.round(Math.min(1, share) * 24);
  return `[${'='.repeat(filled)}${' '.repeat(24 - filled)}]`;
}

async function report(
  terminal: Terminal,
  stores: Stores,
  one: Import,
  { problems, dryRun }: ImportListOptions,
): Promise<void> {
  const { t } = (await loadTexts(undefined, stores.config.texts)).en;
  const isCheck = one.state === 'checked' || one.state === 'checking';
  const counts = isCheck ? one.checked : one.counts;
  const rows = importVerdicts.flatMap((verdict) => {
    const count = counts[verdict];
    return count === undefined ? [] : [[String(count), t(`admin-imports.verdict-${verdict}`)]];
  });
  terminal.out(`${inColumns(rows).join('\n')}\n`);
  if (problems !== undefined) {
    const words = (problem: ImportProblem, detail: string | null) =>
      t(`admin-imports.problem-${problem}`, { detail });
    await writeFile(problems, problemFile(stores.database, one, words), { mode: 0o600 });
  }
  if (dryRun === true) terminal.err('Nothing was changed: this was a dry run.\n');
  else if (one.nextAt !== null && one.state === 'running')
    terminal.err(
      `Import ${one.id} goes on by itself at ${one.nextAt.toISOString()}, while the service runs.\n`,
    );
  else if (one.state !== 'done')
    terminal.err(`Import ${one.id} is ${one.state}; /admin/imports/${one.id} has it.\n`);
}
