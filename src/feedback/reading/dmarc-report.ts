import type { ParsedMail } from './parsed-mail.js';

/** RFC 7489 §7.2.1.1: `receiver!policy-domain!begin!end[!id].xml`, packed or not. */
const FILE = /^[\w.-]{1,253}![\w.-]{1,253}!\d{8,12}!\d{8,12}(![\w.-]{1,200})?\.(xml|xml\.gz|zip|gz)$/i;
const SUBJECT = /report[- ]domain:\s{0,4}\S+.{0,80}(submitter:|report-id:)/i;

/** Whether it brings a DMARC aggregate report, which speaks of many messages and of no reader. */
export function isDmarcReport({ subject, attachments }: ParsedMail): boolean {
  return attachments.some((name) => FILE.test(name.trim())) || SUBJECT.test(subject);
}
