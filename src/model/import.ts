import type { Language } from './language.js';

/**
 * `reading`: lines arrive; `mapping`: an operator says what the columns are; `checking`: what would become of each line
 * is being found out; `checked`: the report is there; then it runs, pauses, and ends.
 */
export const importStates = [
  'reading',
  'mapping',
  'checking',
  'checked',
  'running',
  'paused',
  'done',
  'cancelled',
  'failed',
] as const;
export type ImportState = (typeof importStates)[number];

/** They agreed elsewhere; they are asked once; they must not be mailed. */
export const importAims = ['add', 'invite', 'suppress'] as const;
export type ImportAim = (typeof importAims)[number];

/**
 * What becomes of a line. The first three change something. `already`: a reader, or asked to confirm; `left`: left here;
 * `silenced`: suppressed; `unconfirmed`: never confirmed at the former service; `twice`: an earlier line has the address.
 */
export const importVerdicts = [
  'added',
  'invited',
  'suppressed',
  'already',
  'left',
  'silenced',
  'erased',
  'unconfirmed',
  'twice',
  'invalid',
] as const;
export type ImportVerdict = (typeof importVerdicts)[number];

export type VerdictCounts = Readonly<Partial<Record<ImportVerdict, number>>>;
/** Numbers of the first lines of each kind. */
export type VerdictSamples = Readonly<Partial<Record<ImportVerdict, readonly number[]>>>;

/** `left` and `bounced` are columns in which a yes or a date says that somebody left, or that the address is dead. */
export const importFields = [
  'address',
  'state',
  'left',
  'bounced',
  'agreedAt',
  'language',
  'frequency',
  'timeZone',
  'origin',
] as const;
export type ImportField = (typeof importFields)[number];

/** Which column holds what, counted from 0; a field without a column is not in the file. */
export type ImportMapping = Readonly<Partial<Record<ImportField, number>>>;

/** By a link in a mail; by a form; in writing or in person; as members of something that this is part of. */
export const consentBases = ['confirmed', 'form', 'written', 'member'] as const;
export type ConsentBasis = (typeof consentBases)[number];

/** What an operator declares of a list of people who agreed elsewhere. */
export interface DeclaredConsent {
  readonly basis: ConsentBasis;
  /** What they were told when they agreed, word for word. */
  readonly statement: string;
  /** The page, the form or the occasion. */
  readonly where: string;
  /** `YYYY-MM-DD`: the first of them agreed then. */
  readonly since: string;
}

/** Services whose exports are known by their headings. */
export const formerServices = ['listmonk', 'mailchimp', 'substack', 'ghost', 'buttondown'] as const;
export type FormerService = (typeof formerServices)[number];

export interface Import {
  readonly id: number;
  readonly name: string;
  readonly state: ImportState;
  /** Why it failed, or was paused by itself; null otherwise. */
  readonly reason: string | null;
  readonly format: 'csv' | 'json' | null;
  readonly service: FormerService | null;
  readonly columns: readonly string[];
  readonly mapping: ImportMapping;
  readonly aim: ImportAim;
  readonly language: Language;
  readonly consent: DeclaredConsent | null;
  readonly invitesHour: number;
  readonly lines: number;
  readonly nextLine: number;
  readonly checked: VerdictCounts;
  readonly counts: VerdictCounts;
  readonly samples: VerdictSamples;
  readonly actorName: string;
  readonly createdAt: Date;
  readonly runningSince: Date | null;
  readonly nextAt: Date | null;
  readonly finishedAt: Date | null;
  readonly linesGone: boolean;
}

/** One line as it was read. */
export interface ImportLine {
  readonly line: number;
  readonly fileLine: number;
  readonly fields: readonly string[];
  readonly fault: string | null;
}

/** Why a line of a list cannot be used. */
export type ImportProblem =
  | 'not-json'
  | 'many-fields'
  | 'no-address'
  | 'not-an-address'
  | 'beyond-ascii'
  | 'look-alike'
  | 'unknown-state';

/** A line with what was found of it. */
export interface JudgedLine extends ImportLine {
  readonly verdict: ImportVerdict | null;
  readonly problem: ImportProblem | null;
  readonly detail: string | null;
}
