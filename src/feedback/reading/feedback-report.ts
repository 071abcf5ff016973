import type { FeedbackClass, FeedbackReason } from '../../model/feedback.js';
import { addressesIn, addressIn } from './addresses.js';
import { field, type HeaderFields, readFields } from './mime/header-fields.js';
import type { ParsedMail } from './parsed-mail.js';

interface Meaning {
  readonly class: FeedbackClass;
  readonly reason: FeedbackReason;
}

/** RFC 5965 §7.3, RFC 6430 §3, RFC 6591 §3.1; opt-out is from the drafts and still sent. */
const TYPES: Readonly<Record<string, Meaning>> = {
  abuse: { class: 'complaint', reason: 'complaint' },
  fraud: { class: 'complaint', reason: 'complaint' },
  virus: { class: 'complaint', reason: 'complaint' },
  other: { class: 'complaint', reason: 'complaint' },
  'opt-out': { class: 'unsubscribe', reason: 'opted-out' },
  'opt-out-list': { class: 'unsubscribe', reason: 'opted-out' },
  'not-spam': { class: 'none', reason: 'not-spam' },
  'auth-failure': { class: 'auth-report', reason: 'failed-authentication' },
  dmarc: { class: 'auth-report', reason: 'failed-authentication' },
};

export interface FeedbackReading extends Meaning {
  readonly recipients: readonly string[];
  readonly rule: string;
}

/** Reads a complaint or one of its relatives; null where the message is none. */
export function readFeedback(mail: ParsedMail): FeedbackReading | null {
  const report = reportOf(mail);
  if (report === null) return withoutReport(mail);
  const type =
    field(report, 'feedback-type')
      .toLowerCase()
      .trim()
      .split(/[\s;,]/, 1)[0] ?? '';
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known === undefined) {
    // A type of somebody's own is no word of a reader.
    return { class: 'none', reason: 'not-a-report', recipients: [], rule: 'arf/unknown-type' };
  }
  return { ...known, recipients: recipientsOf(report, mail), rule: `arf/${type}` };
}

/** The fields of the report, also where its part has a wrong type or none. */
function reportOf({ feedbackReports, lines, reportType }: ParsedMail): HeaderFields | null {
  for (const report of feedbackReports) {
    const { fields } = readFields(report.trimStart());
    if (fields.has('feedback-type')) return fields;
  }
  const start = lines.findIndex((line) => /^feedback-type:/i.test(line));
  if (start === -1) return null;
  const { fields } = readFields(lines.slice(start).join('\n'));
  return fields.has('user-agent') || fields.has('version') || reportType === 'feedback-report'
    ? fields
    : null;
}

/** In the order of what they prove; To of the message is the last, because lists rewrite it. */
const RECIPIENT_FIELDS = [
  'original-rcpt-to',
  'removal-recipient',
  'x-original-rcpt-to',
  'original-recipient',
];

function recipientsOf(report: HeaderFields, { returned, fields }: ParsedMail): string[] {
  const named = RECIPIENT_FIELDS.flatMap((name) => report.get(name) ?? []).flatMap(addressesIn);
  if (named.length > 0) return [...new Set(named)];
  const hotmail = (fields.get('x-hmxmroriginalrecipient') ?? []).flatMap(addressesIn);
  if (hotmail.length > 0) return hotmail;
  const known = (returned.get('x-hmxmroriginalrecipient') ?? []).flatMap(addressesIn);
  return known.length > 0 ? known : (returned.get('to') ?? []).flatMap(addressesIn);
}

/** Feedback loops that send the message itself, with no report in it (Microsoft JMRP, some older ones). */
function withoutReport(mail: ParsedMail): FeedbackReading | null {
  const { fields, returned, reportType, from, subject } = mail;
  const original =
    addressIn(field(fields, 'x-hmxmroriginalrecipient')) ??
    addressIn(field(returned, 'x-hmxmroriginalrecipient'));
  const isHotmail =
    original !== null || /^(staff|fbl|abuse)@(hotmail|outlook|live|msn)\.com$/i.test(addressIn(from) ?? '');
  const isLoop = /feedback[- ]?loop|\bfbl\b|abuse report|complaint|spam report/i.test(`${from} ${subject}`);
  if (!(reportType === 'feedback-report' || isHotmail || (isLoop && returned.size > 0))) return null;
  const recipients = original === null ? (returned.get('to') ?? []).flatMap(addressesIn) : [original];
  return { class: 'complaint', reason: 'complaint', recipients, rule: 'arf/no-report' };
}
