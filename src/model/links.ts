import type { CalendarDate } from './calendar-date.js';

/*
 * The one place that knows how the links in mail look. Tokens are base64url and dates are digits and hyphens,
 * so nothing needs escaping. `publicUrl` comes without a slash at its end and may have a path.
 */

/** A page with a button; pressing it confirms the subscription. */
export function confirmUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/confirm/${token}`;
}

/** GET is a page with a button, POST at the same URL is one-click (RFC 8058 §3.1). */
export function unsubscribeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/unsubscribe/${token}`;
}

/** Takes leaving back. */
export function resumeUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/resume/${token}`;
}

/** A page with a button that asks for the newest digest by mail. */
export function currentDigestUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/current-digest/${token}`;
}

/** The page of one day's digest. */
export function digestPageUrl(publicUrl: string, period: CalendarDate): string {
  return `${publicUrl}/digests/${period}`;
}

/** A file that cites the papers of one day's digest. */
export function digestCitationsUrl(publicUrl: string, period: CalendarDate, extension: string): string {
  return `${digestPageUrl(publicUrl, period)}/papers.${extension}`;
}
