import { isIP } from 'node:net';
import { BroadsheetError } from '../../errors.js';
import { readUrl } from '../../read-url.js';

/** Where a relay is and how to speak to it, as `smtp://user:password@host:587` says. */
export interface SmtpAddress {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte (RFC 8314 §3.3); otherwise STARTTLS is used wherever it is offered. */
  readonly secure: boolean;
  /** Fail rather than go on without TLS. */
  readonly requireTls: boolean;
  readonly ignoreTls: boolean;
  readonly rejectUnauthorized: boolean;
  readonly servername: string | null;
  readonly login: { readonly user: string; readonly password: string } | null;
}

const PARAMETERS = new Set(['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized', 'tls.servername']);

/**
 * Reads an SMTP URL. User and password are percent-encoded. Parameters: `requireTLS`, `ignoreTLS`,
 * `tls.rejectUnauthorized` (true or false) and `tls.servername`. A password is never sent to another machine
 * in the clear unless `requireTLS=false` says so.
 * @throws BroadsheetError CONFIG_INVALID; the message holds nothing of the URL
 */
export function parseSmtpUrl(text: string): SmtpAddress {
  const url = readUrl(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw invalid('expected smtp://host:port or smtps://host:port');
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name));
  if (unknown !== undefined) throw invalid(`knows no parameter ${unknown}`);
  const secure = url.protocol === 'smtps:';
  const host = decoded(url.hostname).replace(/^\[(.*)\]$/, '$1');
  const login = url.username === '' ? null : { user: decoded(url.username), password: decoded(url.password) };
  return {
    host,
    // RFC 8314 §7.3 and RFC 6409 §3.1: submission.
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTls: flag(url, 'requireTLS', login !== null && !secure && !isLoopback(host)),
    ignoreTls: flag(url, 'ignoreTLS', false),
    rejectUnauthorized: flag(url, 'tls.rejectUnauthorized', true),
    servername: url.searchParams.get('tls.servername'),
    login,
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function flag(url: URL, name: string, otherwise: boolean): boolean {
  const value = url.searchParams.get(name);
  if (value === null) return otherwise;
  if (value !== 'true' && value !== 'false') throw invalid(`${name} is true or false`);
  return value === 'true';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('user and password must be percent-encoded');
  }
}

function invalid(fault: string): BroadsheetError {
  return new BroadsheetError('CONFIG_INVALID', `SMTP_URL: ${fault}`);
}
