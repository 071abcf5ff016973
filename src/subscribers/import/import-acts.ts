import { BroadsheetError } from '../../errors.js';
import type { Actor } from '../../model/actor.js';
import { isCalendarDate, latestDateAt } from '../../model/calendar-date.js';
import {
  consentBases,
  type DeclaredConsent,
  type Import,
  type ImportMapping,
  type ImportState,
  importAims,
  importFields,
} from '../../model/import.js';
import { textVersion } from '../../model/text-version.js';
import type { Acting } from '../../operators/acting.js';
import { permit } from '../../operators/permit.js';
import { recordAct } from '../../store/audit.js';
import { inTransaction, type Queryable } from '../../store/database.js';
import {
  beginLines,
  endImport,
  findImport,
  type ImportChoice,
  lockImport,
  pauseImport,
  resumeImport,
  writeChoice,
} from '../../store/imports/imports.js';

const MOST_INVITES_HOUR = 10_000;
const LONGEST_STATEMENT = 1_000;
const LONGEST_WHERE = 300;
const NO_BASIS = 'Say how these people agreed to be mailed: they are not asked again.';

/**
 * @throws BroadsheetError NOT_FOUND
 */
export async function importOf({ database }: Pick<Acting, 'database'>, id: number): Promise<Import> {
  return known(await findImport(database, id));
}

/**
 * Says what the columns are, what the list is for, and what its people agreed to. What a check found is forgotten.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND; INPUT_INVALID with `reason`
 */
export function chooseForImport(
  acting: Acting,
  actor: Actor,
  id: number,
  choice: ImportChoice,
): Promise<Import> {
  return act(acting, actor, { id, from: ['mapping', 'checked'], action: null }, async (client, one) => {
    refuseUnusable(choice, one, acting.clock());
    await writeChoice(client, id, choice);
  });
}

/**
 * Has every line judged, which changes nothing.
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND; INPUT_INVALID with `reason`
 */
export function checkImport(acting: Acting, actor: Actor, id: number): Promise<Import> {
  return act(acting, actor, { id, from: ['mapping', 'checked'], action: null }, async (client, one) => {
    refuseUnusable(one, one, acting.clock());
    await beginLines(client, id, 'checking', acting.clock());
  });
}

/** Of what is chosen for a list and what its check found: whoever has it carried out names what they were shown. */
export function importVersion({ aim, mapping, language, consent, invitesHour, checked }: Import): string {
  return textVersion(JSON.stringify([aim, mapping, language, consent, invitesHour, checked]));
}

/**
 * Has a list carried out that was checked.
 * @param version importVersion() of what was read; absent: whatever was chosen last
 * @throws BroadsheetError FORBIDDEN, NOT_FOUND; INPUT_INVALID with `reason`
 */
export function startImport(acting: Acting, actor: Actor, id: number, version?: string): Promise<Import> {
  return act(acting, actor, { id, from: ['checked'], action: 'import.start' }, async (client, one) => {
    if (version !== undefined && version !== importVersion(one))
      throw refused('state', 'Somebody has chosen otherwise since it was looked at; look at it once more.');
    refuseUnusable(one, one, acting.clock());
    if (one.aim === 'add' && one.consent === null) throw refused('basis', NO_BASIS);
    await beginLines(client, id, 'running', acting.clock());
  });
}

/** What is under way ends, at most a thousand lines. */
export function pauseImportByOperator(acting: Acting, actor: Actor, id: number): Promise<Import> {
  return act(acting, actor, { id, from: ['running'], action: 'import.pause' }, (client) =>
    pauseImport(client, id, { reason: null, at: acting.clock() }),
  );
}

/** Goes on with the line at which it paused. */
export function resumeImportByOperator(acting: Acting, actor: Actor, id: number): Promise<Import> {
  return act(acting, actor, { id, from: ['paused'], action: 'import.resume' }, (client) =>
    resumeImport(client, id, acting.clock()),
  );
}

/**
 * For good. Whoever came in stays.
 * @param refused what was wrong with the list or what was said of it, as `reason` of the error names it; null: nothing was
 */
export function cancelImport(
  acting: Acting,
  actor: Actor,
  id: number,
  refused: string | null = null,
): Promise<Import> {
  const from = ['mapping', 'checking', 'checked', 'running', 'paused'] as const;
  return act(acting, actor, { id, from, action: 'import.cancel' }, (client) =>
    endImport(client, id, { state: 'cancelled', reason: refused, at: acting.clock() }),
  );
}

interface ImportAct {
  readonly id: number;
  /** The states in which it may be done. */
  readonly from: readonly ImportState[];
  /** Null: it changes nothing that a record would be of. */
  readonly action: string | null;
}

async function act(
  { database, clock }: Acting,
  actor: Actor,
  { id, from, action }: ImportAct,
  work: (client: Queryable, one: Import) => Promise<void>,
): Promise<Import> {
  permit(actor, 'subscribers:import', clock());
  await inTransaction(database, async (client) => {
    const one = known(await lockImport(client, id));
    if (!from.includes(one.state)) {
      const message = `The import is ${one.state}; this can be done while it is ${from.join(', ')}.`;
      throw new BroadsheetError('INPUT_INVALID', message, { details: { reason: 'state', state: one.state } });
    }
    await work(client, one);
    if (action === null) return;
    const { aim, lines, nextLine, consent } = one;
    const facts = { aim, lines, done: nextLine - 1, ...(aim === 'add' ? consent : null) };
    await recordAct(client, actor, { action, object: ['import', id], facts });
  });
  return importOf({ database }, id);
}

function known(found: Import | null): Import {
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'There is no import with this number.');
  return found;
}

/** @throws BroadsheetError INPUT_INVALID with `reason`: what is missing or wrong */
function refuseUnusable(choice: ImportChoice, { columns }: Import, now: Date): void {
  const { mapping, aim, consent, invitesHour } = choice;
  if (!importAims.includes(aim)) throw refused('aim', 'Say whether to add, to invite or to suppress.');
  refuseMapping(mapping, columns.length);
  const isHourly = Number.isInteger(invitesHour) && invitesHour >= 1 && invitesHour <= MOST_INVITES_HOUR;
  if (!isHourly)
    throw refused('invites', `Invitations an hour are a whole number from 1 to ${MOST_INVITES_HOUR}.`);
  if (consent !== null) refuseConsent(consent, now);
}

function refuseMapping(mapping: ImportMapping, columns: number): void {
  if (mapping.address === undefined) throw refused('address', 'Say which column has the addresses.');
  const places = importFields.flatMap((field) => mapping[field] ?? []);
  if (places.some((at) => !Number.isInteger(at) || at < 0 || at >= columns))
    throw refused('columns', 'A column is named that the list does not have.');
  if (new Set(places).size < places.length) throw refused('columns', 'A column can be one thing only.');
}

/** People are added without being asked, so somebody has to say what they agreed to. */
function refuseConsent(consent: DeclaredConsent, now: Date): void {
  if (!consentBases.includes(consent.basis)) throw refused('basis', NO_BASIS);
  const { statement, where, since } = consent;
  if (statement.trim().length < 10 || statement.length > LONGEST_STATEMENT)
    throw refused('statement', `Say in 10 to ${LONGEST_STATEMENT} characters what they were told.`);
  if (where.trim().length < 3 || where.length > LONGEST_WHERE)
    throw refused('where', `Say in 3 to ${LONGEST_WHERE} characters where they agreed.`);
  // Whoever says "today" says it by their own calendar, which may be ahead of UTC.
  if (!isCalendarDate(since) || since > latestDateAt(now))
    throw refused('since', 'Say since when they agreed, as a day that is not to come: YYYY-MM-DD.');
}

function refused(reason: string, message: string): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', message, { details: { reason } });
}
