import type { ErrorCode } from '../errors.js';

/** Exit codes for scripts, after sysexits.h; 0 is success, 1 anything not listed, 2 a wrong call. */
const exitCodes: Partial<Record<ErrorCode, number>> = {
  INPUT_INVALID: 65,
  ADDRESS_INVALID: 65,
  DATE_INVALID: 65,
  NOT_FOUND: 66,
  DIGEST_NOT_FOUND: 66,
  DATABASE_UNREACHABLE: 69,
  SOURCE_UNAVAILABLE: 69,
  SMTP_UNREACHABLE: 69,
  PORT_TAKEN: 69,
  DIGEST_NOT_READY: 75,
  DIGEST_CANCELLED: 65,
  DIGEST_FROZEN: 65,
  PAPER_TAKEN: 65,
  PAPER_UNKNOWN: 66,
  CONFIG_INVALID: 78,
  SECRET_KEY_MISMATCH: 78,
  SCHEMA_UNKNOWN: 78,
  DKIM_KEY_INVALID: 78,
  TEMPLATE_INVALID: 78,
  TEXT_INVALID: 78,
};

export function exitCodeFor(code: ErrorCode): number {
  return exitCodes[code] ?? 1;
}

export const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong call, 65 bad input, 66 not found, 69 a server does not answer,
75 not yet (try again later), 78 configuration.`;
