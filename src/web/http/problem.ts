import { STATUS_CODES } from 'node:http';
import { BroadsheetError, type ErrorCode, errorCodes } from '../../errors.js';
import { type Violation, violationWords } from './violation-words.js';

/** Problem details (RFC 9457) with our stable code; the type is `about:blank`, so the title is the status. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  /** Where the request does not have the expected form. */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/**
 * The one place that maps codes to HTTP; the type asks for every code. 500 is what a client neither did nor can wait
 * for.
 */
const statuses: Readonly<Record<ErrorCode, number>> = {
  INPUT_INVALID: 400,
  DATE_INVALID: 400,
  TOKEN_INVALID: 400,
  UNAUTHORIZED: 401,
  LOGIN_FAILED: 401,
  KEY_REVOKED: 401,
  SESSION_ENDED: 401,
  FORBIDDEN: 403,
  FACTOR_NEEDED: 403,
  METHOD_UNSUPPORTED: 405,
  ENCODING_UNSUPPORTED: 415,
  HOST_UNKNOWN: 421,
  CROSS_SITE: 403,
  WEBHOOK_REFUSED: 403,
  NOT_FOUND: 404,
  DIGEST_NOT_FOUND: 404,
  PAPER_UNKNOWN: 404,
  DIGEST_NOT_READY: 409,
  DIGEST_FROZEN: 409,
  DIGEST_HELD: 409,
  DIGEST_NOT_APPROVED: 409,
  DIGEST_RELEASED: 409,
  DIGEST_CHANGED: 409,
  DRAFT_CHANGED: 409,
  REQUEST_RUNNING: 409,
  SECOND_NEEDED: 403,
  PAPER_TAKEN: 409,
  DIGEST_CANCELLED: 409,
  MORE_UNCERTAIN: 409,
  LIST_NOT_OPEN: 409,
  ADDRESS_TAKEN: 409,
  LAST_FACTOR: 409,
  LAST_OWNER: 409,
  TOKEN_EXPIRED: 410,
  TOKEN_REPLACED: 410,
  ADDRESS_CHANGED: 410,
  ADDRESS_INVALID: 422,
  IDEMPOTENCY_KEY_USED: 422,
  PASSWORD_REFUSED: 422,
  FACTOR_REFUSED: 422,
  RATE_LIMITED: 429,
  LOGIN_SLOWED: 429,
  CONFIG_INVALID: 500,
  SECRET_KEY_MISMATCH: 500,
  SCHEMA_UNKNOWN: 500,
  SCHEMA_BEHIND: 500,
  BACKUP_INVALID: 500,
  MAIL_HELD: 500,
  DATABASE_NOT_EMPTY: 500,
  DATABASE_UNSUPPORTED: 500,
  DISK_FULL: 500,
  PORT_TAKEN: 500,
  EMBEDDED_DATABASE_FAILED: 500,
  MIGRATION_FAILED: 500,
  SOURCE_ANSWER_INVALID: 500,
  TEMPLATE_INVALID: 500,
  TEXT_INVALID: 500,
  DKIM_KEY_INVALID: 500,
  SMTP_UNREACHABLE: 500,
  INTERNAL: 500,
  DATABASE_UNREACHABLE: 503,
  QUEUE_UNREACHABLE: 503,
  QUEUE_UNFIT: 503,
  SOURCE_UNAVAILABLE: 503,
  SNS_UNREACHABLE: 503,
  PROVIDER_UNREACHABLE: 503,
  OVERLOADED: 503,
};

/** What is said for a status that Fastify or one of its plugins chose. */
const codesByStatus: Readonly<Record<number, ErrorCode>> = {
  404: 'NOT_FOUND',
  429: 'RATE_LIMITED',
  503: 'OVERLOADED',
};

/** How node-postgres reports that the server is away, starting, stopping or full. */
const databaseAway = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', '57P01', '57P02', '57P03', '53300']);

/**
 * SQLSTATEs of values that no column holds: out of range, not of the type, not in the character set. They came with
 * the request, and are told apart from what the service itself gets wrong.
 */
const valueRefused = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);

/** A statement took longer, or waited longer, than it may, or the server is short of memory or disk for it. */
const tooMuch = new Set(['57014', '55P03', '53000', '53100', '53200']);

/** What a row refers to was deleted in the meantime: a reader who was erased. */
const REFERENCE_GONE = '23503';

/** All that node-postgres says when no connection comes about in time. */
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';

interface FastifyFault {
  readonly statusCode?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly validationContext?: unknown;
  readonly validation?: readonly Violation[];
}

/** What a client is told of an error; what it says of causes within the service stays in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof BroadsheetError) {
    const status = statuses[error.code];
    return problem(error.code, status, status < 500 ? error.message : errorCodes[error.code]);
  }
  const fault = (error ?? {}) as FastifyFault;
  if (fault.validation !== undefined) return invalidInput(fault, fault.validation);
  const status = Number(fault.statusCode);
  if (status >= 400 && status < 600 && status !== 500) {
    const code = codesByStatus[status] ?? (status < 500 ? 'INPUT_INVALID' : 'INTERNAL');
    const detail = code === 'INPUT_INVALID' ? String(fault.message) : errorCodes[code];
    return problem(code, status, detail);
  }
  if (databaseAway.has(String(fault.code)) || fault.message === POOL_TIMEOUT) {
    return problem('DATABASE_UNREACHABLE', 503, errorCodes.DATABASE_UNREACHABLE);
  }
  if (tooMuch.has(String(fault.code))) return problem('OVERLOADED', 503, errorCodes.OVERLOADED);
  if (valueRefused.has(String(fault.code))) return problem('INPUT_INVALID', 400, errorCodes.INPUT_INVALID);
  if (fault.code === REFERENCE_GONE) {
    return problem('NOT_FOUND', 404, 'What the request is about is not kept any more.');
  }
  return problem('INTERNAL', 500, errorCodes.INTERNAL);
}

function problem(code: ErrorCode, status: number, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code, detail };
}

function invalidInput(fault: FastifyFault, faults: NonNullable<FastifyFault['validation']>): Problem {
  const part = String(fault.validationContext ?? 'body');
  return {
    ...problem('INPUT_INVALID', 400, errorCodes.INPUT_INVALID),
    errors: faults.map((violation) => ({
      pointer: `#/${part}${violation.instancePath}${unknownKey(violation.params?.additionalProperty)}`,
      detail: violationWords(violation),
    })),
  };
}

/** A key as JSON Pointer writes it (RFC 6901 §3), short. */
function unknownKey(name: unknown): string {
  if (typeof name !== 'string') return '';
  return `/${name.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
