import type { BroadsheetError } from '../../../errors.js';
import type { Texts } from '../../../i18n/texts.js';
import type { ImportProblem } from '../../../model/import.js';

/** What can be wrong with a list or with what is said of it, as `reason` names it. */
const told = [
  'packed',
  'binary',
  'empty',
  'no-lines',
  'no-file',
  'too-large',
  'many-lines',
  'many-columns',
  'quote',
  'csv',
  'long-line',
  'json',
  'cut',
  'one-at-once',
  'all-taken',
  'address',
  'columns',
  'invites',
  'aim',
  'basis',
  'statement',
  'where',
  'since',
  'state',
] as const;

/** A fault in words that say what to do. */
export function faultWords({ t }: Texts, { details }: BroadsheetError): string {
  const reason = String(details['reason']);
  const line = Number(details['line'] ?? 0);
  return t(`admin-imports.fault-${told.find((one) => one === reason) ?? 'unread'}`, { line });
}

/** Why a list could not be read, or was stopped, in words; null where nothing is to be said. */
export function reasonWords({ t }: Texts, state: string, reason: string | null): string | null {
  if (reason === null) return null;
  if (reason === 'dead-addresses' || reason === 'forgotten') return t(`admin-imports.reason-${reason}`);
  if (state !== 'failed' && state !== 'cancelled') return null;
  // Which line it was is told to whoever brought it.
  const hasLine = ['quote', 'csv', 'long-line', 'json'].includes(reason);
  const fault = hasLine ? undefined : told.find((one) => one === reason);
  return t(`admin-imports.fault-${fault ?? 'unread'}`);
}

/** What is wrong with a line, for people and for the file of such lines. */
export function problemWords(
  { t }: Pick<Texts, 't'>,
  problem: ImportProblem | null,
  detail: string | null,
): string {
  return t(`admin-imports.problem-${problem ?? 'not-an-address'}`, { detail });
}
