import type { FormerService, ImportField } from '../../model/import.js';
import { plainHeading } from './column-headings.js';

/** How an export is known: all of `headings` are in it, and one of `any`, in the words of {@link plainHeading}. */
interface ServiceExport {
  readonly headings: readonly string[];
  readonly any: readonly string[];
  /** What of its columns is not what the heading alone would say. */
  readonly columns: Readonly<Partial<Record<ImportField, readonly string[]>>>;
}

/** The headings that these services write, as their exports of 2024 to 2026 have them. */
export const serviceExports: Readonly<Record<FormerService, ServiceExport>> = {
  // `enabled`, `disabled`, `blocklisted`; which lists somebody left is not in the file.
  listmonk: { headings: ['uuid', 'email', 'attributes', 'status'], any: ['created at', 'name'], columns: {} },
  // One file for each state. Those who left have UNSUB_TIME, those whose address is dead CLEAN_TIME.
  mailchimp: {
    headings: ['email address'],
    any: ['member rating', 'optin time', 'leid', 'euid'],
    columns: { agreedAt: ['confirm time', 'optin time'], language: ['language'] },
  },
  // `active_subscription` is about who pays, `email_disabled` about who gets mail.
  substack: {
    headings: ['email'],
    any: ['active subscription', 'email disabled', 'emails disabled'],
    columns: { left: ['email disabled', 'emails disabled'], agreedAt: ['created at', 'start date'] },
  },
  // `subscribed_to_emails` is true or false; a member who is not subscribed is a member still.
  ghost: {
    headings: ['email', 'subscribed to emails'],
    any: ['complimentary plan', 'stripe customer id', 'labels'],
    columns: { state: ['subscribed to emails'], agreedAt: ['created at'], left: ['deleted at'] },
  },
  // `type` is regular, premium, unactivated, unsubscribed and more.
  buttondown: {
    headings: [],
    any: ['secondary id', 'subscriber type', 'undeliverability reason', 'unsubscription date'],
    columns: {
      address: ['email address', 'email'],
      state: ['type', 'subscriber type'],
      left: ['unsubscription date'],
      bounced: ['undeliverability date'],
      agreedAt: ['creation date', 'created at'],
    },
  },
};

/** Whose export a file is; null where its headings are nobody's. */
export function serviceOf(headings: readonly string[]): FormerService | null {
  const known = new Set(headings.map(plainHeading));
  const found = Object.entries(serviceExports).find(
    ([, service]) =>
      service.headings.every((heading) => known.has(heading)) &&
      service.any.some((heading) => known.has(heading)),
  );
  return (found?.[0] as FormerService | undefined) ?? null;
}
