import type { ErrorCode } from '../errors.js';

/**
 * Exit codes for scripts, after sysexits.h; 0 is success, 1 what a program cannot help, 2 a wrong call. The type asks
 * for every error code, so that none is left to chance.
 */
const exitCodes: Readonly<Record<ErrorCode, 1 | 65 | 66 | 69 | 74 | 75 | 78>> = {
  INTERNAL: 1,
  MIGRATION_FAILED: 1,
  INPUT_INVALID: 65,
  BACKUP_INVALID: 65,
  DATABASE_NOT_EMPTY: 65,
  ADDRESS_INVALID: 65,
  ADDRESS_CHANGED: 65,
  DATE_INVALID: 65,
  DIGEST_CANCELLED: 65,
  DIGEST_FROZEN: 65,
  DIGEST_RELEASED: 65,
  DIGEST_CHANGED: 65,
  SECOND_NEEDED: 65,
  PAPER_TAKEN: 65,
  TOKEN_INVALID: 65,
  TOKEN_EXPIRED: 65,
  TOKEN_REPLACED: 65,
  UNAUTHORIZED: 65,
  FORBIDDEN: 65,
  FACTOR_NEEDED: 65,
  LOGIN_FAILED: 65,
  KEY_REVOKED: 65,
  SESSION_ENDED: 65,
  PASSWORD_REFUSED: 65,
  ADDRESS_TAKEN: 65,
  FACTOR_REFUSED: 65,
  LAST_FACTOR: 65,
  LAST_OWNER: 65,
  METHOD_UNSUPPORTED: 65,
  ENCODING_UNSUPPORTED: 65,
  HOST_UNKNOWN: 65,
  CROSS_SITE: 65,
  WEBHOOK_REFUSED: 65,
  NOT_FOUND: 66,
  DIGEST_NOT_FOUND: 66,
  PAPER_UNKNOWN: 66,
  DATABASE_UNREACHABLE: 69,
  EMBEDDED_DATABASE_FAILED: 69,
  QUEUE_UNREACHABLE: 69,
  QUEUE_UNFIT: 78,
  SMTP_UNREACHABLE: 69,
  SNS_UNREACHABLE: 69,
  PROVIDER_UNREACHABLE: 69,
  SOURCE_UNAVAILABLE: 69,
  SOURCE_ANSWER_INVALID: 69,
  PORT_TAKEN: 69,
  DISK_FULL: 74,
  DIGEST_NOT_READY: 75,
  DIGEST_HELD: 75,
  DIGEST_NOT_APPROVED: 75,
  LIST_NOT_OPEN: 75,
  MAIL_HELD: 75,
  LOGIN_SLOWED: 75,
  OVERLOADED: 75,
  RATE_LIMITED: 75,
  CONFIG_INVALID: 78,
  SECRET_KEY_MISMATCH: 78,
  SCHEMA_UNKNOWN: 78,
  SCHEMA_BEHIND: 78,
  DATABASE_UNSUPPORTED: 78,
  DKIM_KEY_INVALID: 78,
  TEMPLATE_INVALID: 78,
  TEXT_INVALID: 78,
};

export function exitCodeFor(code: ErrorCode): number {
  return exitCodes[code];
}

export const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong call, 65 bad input, 66 not found, 69 a server does not answer,
74 the disk is full or the output cannot be written, 75 not yet (try again later), 78 configuration.`;
