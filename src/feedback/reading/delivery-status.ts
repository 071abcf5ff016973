import { addressIn, sameAddress } from './addresses.js';
import type { Finding } from './finding.js';
import { field, type HeaderFields, readFields } from './mime/header-fields.js';

/** More recipients than one report names; ours has one. */
const MOST_RECIPIENTS = 50;
/** Servers say what they mean in a line or a few. */
const LONGEST_DIAGNOSTIC = 2_000;
const STATUS = /\b([245]\.\d{1,3}\.\d{1,3})\b/;

/** Reads the fields of a delivery status (RFC 3464 §2.3, RFC 6533 §3): one finding for each recipient. */
export function readDeliveryStatus(report: string): Finding[] {
  const findings: Finding[] = [];
  for (const fields of blocksOf(report)) {
    const finding = readRecipient(fields);
    if (finding !== null) findings.push(finding);
    if (findings.length >= MOST_RECIPIENTS) break;
  }
  return findings;
}

/** Blocks of fields, parted by empty lines; the first is about the message (RFC 3464 §2.1). */
function* blocksOf(report: string): Generator<HeaderFields> {
  let at = 0;
  while (at < report.length) {
    const { fields, end } = readFields(report, at);
    at = Math.max(end, at + 1);
    if (fields.size > 0) yield fields;
  }
}

function readRecipient(fields: HeaderFields): Finding | null {
  const named = ['final-recipient', 'original-recipient', 'x-actual-recipient']
    .map((name) => addressIn(field(fields, name)))
    .filter((address) => address !== null);
  const action = /^[a-z]+/.exec(field(fields, 'action').toLowerCase())?.[0] ?? null;
  if (named.length === 0 && action === null) return null;
  // A relay may know the recipient by a name that has meaning only inside.
  const recipient =
    named.find((address) => address.includes('.', address.lastIndexOf('@'))) ?? named[0] ?? null;
  return {
    recipient,
    aliases: named.filter((other) => recipient !== null && !sameAddress(other, recipient)),
    action,
    status: STATUS.exec(field(fields, 'status'))?.[1] ?? null,
    diagnostic: diagnosticText(fields),
    context: '',
    dialect: 'rfc3464',
  };
}

/**
 * Without its type (`smtp;`, RFC 3464 §2.1.2); a field that stands several times is read as one. Where servers
 * said nothing, the comment behind the status often does.
 */
function diagnosticText(fields: HeaderFields): string {
  const said = (fields.get('diagnostic-code') ?? []).map((value) =>
    value.replace(/^[\w-]{1,30}\s{0,8};/, ''),
  );
  const comment = /\((.{1,200})\)/.exec(field(fields, 'status'))?.[1] ?? '';
  const text = [said.join(' '), supplement(fields), comment].find((some) => some.trim() !== '') ?? '';
  return text.slice(0, LONGEST_DIAGNOSTIC).replace(/\s+/g, ' ').trim();
}

/** Exchange and its relatives without a Diagnostic-Code: `<192.0.2.1 #5.0.0 smtp; 550 "Unknown User">`. */
function supplement(fields: HeaderFields): string {
  return field(fields, 'x-supplementary-info')
    .replace(/^\s{0,8}<[^<>;]{0,300};/, '')
    .replace(/["<>]/g, ' ');
}
