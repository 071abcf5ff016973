import { isIP } from 'node:net';
import { BroadsheetError } from '../../errors.js';
import { readUrl } from '../../read-url.js';

export interface ImapAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  readonly user: string;
  readonly password: string;
  readonly folder: string;
  /** False where any certificate is good. */
  readonly verified: boolean;
  /** The login may only be sent encrypted. */
  readonly mustEncrypt: boolean;
  /** Names the mailbox among others, without the password. */
  readonly name: string;
}

/**
 * Reads `imaps://user:password@host:993/folder` or `imap://…` (STARTTLS where it is offered, and required for a
 * login on another machine), user, password and folder percent-encoded; without a folder it is INBOX. The one
 * parameter is `tls.rejectUnauthorized` (true or false).
 * @throws BroadsheetError CONFIG_INVALID
 */
export function parseImapUrl(text: string): ImapAddress {
  const url = /^imaps?:\/\//.test(text) ? readUrl(text) : null;
  if (url === null) throw invalid();
  const secure = url.protocol === 'imaps:';
  const verification = url.searchParams.get('tls.rejectUnauthorized') ?? 'true';
  const isKnown = [...url.searchParams.keys()].every((key) => key === 'tls.rejectUnauthorized');
  const [user, password, path] = [url.username, url.password, url.pathname.slice(1)].map(decoded);
  if (!isKnown || !['true', 'false'].includes(verification) || url.hostname === '' || !user || !password) {
    throw invalid();
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (secure ? 993 : 143) : Number(url.port);
  const folder = path === undefined || path === '' ? 'INBOX' : path;
  return {
    host,
    port,
    secure,
    user,
    password,
    folder,
    verified: verification === 'true',
    mustEncrypt: !secure && !isLoopback(host),
    name: `${user}@${host}:${port}/${folder}`,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function invalid(): BroadsheetError {
  return new BroadsheetError('CONFIG_INVALID', 'expected imaps://user:password@host/folder or imap://…');
}
