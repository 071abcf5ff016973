/** Every error code with its one-line meaning. Codes are stable: clients and scripts may depend on them. */
export const errorCodes = {
  CONFIG_INVALID:
    'The settings hold values that cannot be used; each is named in the message with its place.',
  SECRET_KEY_MISMATCH: 'SECRET_KEY is not the one that this database was set up with.',
  DISK_FULL: 'No space is left where data is kept.',
  PORT_TAKEN: 'Another program listens on the port.',
  DATABASE_UNREACHABLE: 'PostgreSQL does not answer.',
  DATABASE_UNSUPPORTED:
    'The database server, or the pooler before it, is one that Broadsheet does not run on.',
  QUEUE_UNFIT: 'Redis is not fit for a queue: it forgets keys, or has no room.',
  QUEUE_UNREACHABLE: 'The queue (Redis, or PostgreSQL where REDIS_URL is not set) does not answer.',
  EMBEDDED_DATABASE_FAILED: 'The embedded PostgreSQL could not be started.',
  MIGRATION_FAILED: 'A migration of the database failed; nothing of it was kept.',
  SCHEMA_UNKNOWN: 'The database holds a schema that this version does not know; nothing was changed.',
  SCHEMA_BEHIND: 'The database lacks migrations of this version; start and migrate apply them.',
  BACKUP_INVALID: 'The file is no backup that this version can restore, or it is cut or damaged.',
  DATABASE_NOT_EMPTY: 'A backup is restored into an empty database alone.',
  INPUT_INVALID: 'The request does not have the expected form.',
  ADDRESS_INVALID: 'This is not an address that mail can be sent to.',
  DATE_INVALID: 'Dates are written as YYYY-MM-DD, digests also as YYYY-Www or YYYY-MM.',
  TOKEN_INVALID: 'The link is damaged or was not made by this service.',
  TOKEN_EXPIRED: 'The link has expired; a new one can be asked for.',
  ADDRESS_CHANGED: 'The link was sent to an address that its reader has left since.',
  TOKEN_REPLACED: 'A newer link was sent to the same address; only the newest works.',
  NOT_FOUND: 'Nothing is known under this name.',
  RATE_LIMITED: 'Too many requests; try again later.',
  UNAUTHORIZED: 'A valid bearer key is needed.',
  FORBIDDEN: 'Who asks is known, and may not do this.',
  FACTOR_NEEDED: 'What cannot be taken back asks for a factor again, within ten minutes before it.',
  LOGIN_FAILED: 'The address, the password or the code is not right.',
  LOGIN_SLOWED: 'Too many attempts to sign in failed; the next one has to wait.',
  KEY_REVOKED: 'The key was one of this service, and was revoked or has expired.',
  PROVIDER_UNREACHABLE: 'The provider of OpenID Connect does not answer, or is none.',
  PASSWORD_REFUSED: 'The password is too short, too long, or quickly guessed.',
  ADDRESS_TAKEN: 'Another operator has this address.',
  FACTOR_REFUSED: 'The passkey or the code does not fit what was asked, so it was not taken.',
  LAST_FACTOR: 'Without it the account could not be signed in to, or by a password alone.',
  LAST_OWNER: 'Without an owner nobody could let anybody in any more.',
  SESSION_ENDED: 'The session is over; sign in again.',
  METHOD_UNSUPPORTED:
    'There is something at this address, but not for this method; Allow names those there are.',
  ENCODING_UNSUPPORTED: 'The body is packed; it is taken as it is alone.',
  HOST_UNKNOWN: 'The service is asked under a name that is not its own.',
  CROSS_SITE: 'The request came from a page of another site.',
  OVERLOADED: 'The service has more to do than it can at the moment; try again shortly.',
  SOURCE_UNAVAILABLE: 'The source of papers did not answer, or answered with an error.',
  LIST_NOT_OPEN: 'The source does not have the list of this day yet.',
  SOURCE_ANSWER_INVALID: 'The source of papers answered something that is not a list of papers.',
  DIGEST_NOT_READY: 'The list of this day or period has not been read yet, so there is nothing to freeze.',
  DIGEST_NOT_FOUND: 'There is no digest for this day or period.',
  DIGEST_FROZEN: 'The digest is frozen; nothing can be pinned, added or hidden in it any more.',
  DIGEST_HELD: 'Somebody holds the digest, so it is not released.',
  DIGEST_NOT_APPROVED: 'The digest is released once somebody has approved it.',
  DIGEST_RELEASED: 'The digest is released: it is public, and its mailing goes on or is over.',
  DIGEST_CHANGED: 'The digest was frozen again since it was looked at.',
  IDEMPOTENCY_KEY_USED: 'The Idempotency-Key was sent with another request.',
  REQUEST_RUNNING: 'The same request has begun, and its end is not known.',
  DRAFT_CHANGED: 'Somebody else has changed this since it was read.',
  SECOND_NEEDED: 'Whoever edited a digest does not approve it.',
  PAPER_UNKNOWN: 'No paper with this id is stored.',
  PAPER_TAKEN: 'An earlier digest holds this paper, and readers get a paper once.',
  DIGEST_CANCELLED: 'The mailing of this digest was cancelled, which is for good.',
  MORE_UNCERTAIN: 'More deliveries are uncertain than were to be settled, so none was.',
  MAIL_HELD: 'An older copy took the place of the data; nothing is mailed until an operator goes on.',
  TEMPLATE_INVALID: 'A template cannot be compiled.',
  TEXT_INVALID: 'A text of the catalogues is missing, or names a value that it is not given.',
  DKIM_KEY_INVALID: 'The DKIM key cannot be used for signing.',
  SMTP_UNREACHABLE: 'The SMTP server does not answer or refuses the login.',
  WEBHOOK_REFUSED: 'The request is not proven to come from the provider.',
  SNS_UNREACHABLE: 'Amazon SNS could not be asked for a certificate or to confirm a subscription.',
  INTERNAL: 'Something unexpected failed; the log has the details.',
} as const;

export type ErrorCode = keyof typeof errorCodes;

export interface BroadsheetErrorOptions {
  readonly cause?: unknown;
  /** Ids and numbers that help to find what it is about; never an address or a token. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error with a stable code; the message says what to do about it. */
export class BroadsheetError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: BroadsheetErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'BroadsheetError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

/**
 * Reads every part before it throws, so that one message names the faults of all of them.
 * @throws BroadsheetError CONFIG_INVALID with the error of each part in `details.parts`
 */
export function readEach<Part, Read>(
  parts: readonly Part[],
  read: (part: Part, index: number) => Read,
): Read[] {
  const faults: BroadsheetError[] = [];
  const found = parts.flatMap((part, index) => {
    try {
      return [read(part, index)];
    } catch (error) {
      if (!(error instanceof BroadsheetError)) throw error;
      faults.push(error);
      return [];
    }
  });
  if (faults.length === 0) return found;
  const message = faults.map((fault) => fault.message).join('; ');
  throw new BroadsheetError('CONFIG_INVALID', message, { details: { parts: faults } });
}
