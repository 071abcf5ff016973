import { RefusedInput } from '../../parsing/refused-input.js';

export interface FailureReason {
  readonly reason: string;
  readonly detail: string;
}

/**
 * SQLSTATE classes of rows that the database will never take: data exceptions, broken constraints, and what exceeds
 * a limit of the server.
 */
const FAULTS_OF_ROWS = /^(?:22|23|54)/;

/**
 * Why a message must be set aside. Null where the same message may be kept when it comes again: then it is the
 * database's connection, its locks or its disk, and not the message.
 */
export function failureReason(error: unknown): FailureReason | null {
  if (error instanceof RefusedInput) return { reason: error.reason, detail: error.message };
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return FAULTS_OF_ROWS.test(code)
      ? { reason: 'fault', detail: `The database refuses it (${code}).` }
      : null;
  }
  const isOwn = error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError;
  return isOwn ? { reason: 'fault', detail: `${error.name}: ${error.message}` } : null;
}
