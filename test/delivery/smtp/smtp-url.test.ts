import { describe, expect, it } from 'vitest';
import { parseSmtpUrl } from '../../../src/delivery/smtp/smtp-url.js';
import { BroadsheetError } from '../../../src/errors.js';

const plain = {
  host: 'mail.example.org',
  port: 587,
  secure: false,
  requireTls: false,
  ignoreTls: false,
  rejectUnauthorized: true,
  servername: null,
  login: null,
};

describe('an SMTP URL', () => {
  it.each([
    ['smtp://mail.example.org', {}],
    ['smtp://mail.example.org:2525', { port: 2525 }],
    ['smtps://mail.example.org', { secure: true, port: 465 }],
    ['smtp://[::1]:25', { host: '::1', port: 25 }],
    [
      'smtp://user%40example.org:p%2Fw%3Ad@mail.example.org',
      { login: { user: 'user@example.org', password: 'p/w:d' }, requireTls: true },
    ],
    ['smtp://u:p@127.0.0.1:25', { host: '127.0.0.1', port: 25, login: { user: 'u', password: 'p' } }],
    ['smtp://u:p@mail.example.org?requireTLS=false', { login: { user: 'u', password: 'p' } }],
    ['smtps://u:p@mail.example.org', { secure: true, port: 465, login: { user: 'u', password: 'p' } }],
    [
      'smtp://mail.example.org?requireTLS=true&tls.rejectUnauthorized=false&tls.servername=other.example',
      { requireTls: true, rejectUnauthorized: false, servername: 'other.example' },
    ],
    ['smtp://mail.example.org?ignoreTLS=true', { ignoreTls: true }],
  ])('%s', (url, expected) => {
    expect(parseSmtpUrl(url)).toEqual({ ...plain, ...expected });
  });

  it.each([
    ['nonsense'],
    ['http://mail.example.org'],
    ['smtp:///path'],
    ['smtp://secret%ZZ:x@mail.example.org'],
    ['smtp://secret@mail.example.org?requireTLS=yes'],
    ['smtp://secret@mail.example.org?pool=true'],
  ])('%s is refused, without being repeated', (url) => {
    const fault = (() => {
      try {
        parseSmtpUrl(url);
        return null;
      } catch (error) {
        return error as BroadsheetError;
      }
    })();
    expect(fault).toBeInstanceOf(BroadsheetError);
    expect(fault?.code).toBe('CONFIG_INVALID');
    expect(fault?.message).not.toContain('secret');
  });
});
