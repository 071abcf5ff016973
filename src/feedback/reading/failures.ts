import { bounceSignalsOf, looksLikeBounce } from './bounce-signals.js';
import { readDeliveryStatus } from './delivery-status.js';
import type { Finding } from './finding.js';
import { readFreeForm } from './free-form/free-form.js';
import type { Knowledge } from './knowledge.js';
import type { ParsedMail } from './parsed-mail.js';

/**
 * What a report says of deliveries, from what is most precise: the fields for programs, then the same fields
 * where a relay left them in the text, then the dialect, then the layout of the text.
 */
export function readFailures(mail: ParsedMail, known: Knowledge, depth = 0): readonly Finding[] {
  if (isPersonsAnswer(mail)) return [];
  const findings = ownFailures(mail, known);
  if (depth >= DEEPEST || mail.statusReports.length > 0) return findings;
  // A report that somebody passed on, or that a relay wrapped in one of its own.
  const enclosed = mail.enclosed();
  const isNamed = findings.some(({ recipient }) => recipient !== null);
  if (enclosed === null || (isNamed && enclosed.statusReports.length === 0)) return findings;
  const inner = readFailures(enclosed, known, depth + 1);
  return inner.some(({ recipient }) => recipient !== null) ? inner : findings;
}

const DEEPEST = 3;

/** Somebody who answers a report quotes it, and reports nothing. */
function isPersonsAnswer(mail: ParsedMail): boolean {
  const { answer, fromDaemon, failedRecipients, reportType } = bounceSignalsOf(mail);
  return answer && !fromDaemon && !failedRecipients && !reportType && mail.statusReports.length === 0;
}

function ownFailures(mail: ParsedMail, { dialects }: Knowledge): readonly Finding[] {
  const fields = mail.statusReports.flatMap(readDeliveryStatus);
  if (fields.some(({ recipient }) => recipient !== null)) return inContext(fields, mail.lines);
  const inText = statusInText(mail.lines);
  if (inText.length > 0) return inContext(inText, mail.lines);
  const signals = bounceSignalsOf(mail);
  for (const dialect of dialects) {
    const findings = dialect.speaks(mail, signals) ? dialect.read(mail) : [];
    if (findings.length > 0) return findings;
  }
  return looksLikeBounce(signals) ? readFreeForm(mail) : [];
}

function statusInText(lines: readonly string[]): Finding[] {
  if (!lines.some((line) => /^\s{0,8}(final|original)-recipient\s{0,4}:/i.test(line))) return [];
  const text = lines.map((line) => line.replace(/^ {1,8}(?=[A-Z][\w-]{3,30}:)/i, '')).join('\n');
  return readDeliveryStatus(text).filter(({ recipient }) => recipient !== null);
}

const LONGEST_CONTEXT = 4_000;
/** Of all diagnostics of a report together. */
const MOST_SAID = 6_000;

/**
 * With what the report says to people: all of it where it is about one recipient, else the lines that name each,
 * because the others' are about somebody else.
 */
function inContext(findings: readonly Finding[], lines: readonly string[]): Finding[] {
  const longest = Math.floor(MOST_SAID / findings.length);
  return findings.map((finding) => ({
    ...finding,
    diagnostic: finding.diagnostic.slice(0, Math.max(longest, 120)),
    context: (findings.length === 1 ? lines : linesAbout(finding.recipient, lines))
      .join(' ')
      .replace(/\s+/g, ' ')
      .slice(0, LONGEST_CONTEXT),
  }));
}

/** From each line that names the recipient to the next empty one or the next that names somebody. */
function linesAbout(recipient: string | null, lines: readonly string[]): string[] {
  const wanted = recipient?.toLowerCase();
  const found: string[] = [];
  let isAbout = false;
  for (const line of wanted === undefined ? [] : lines) {
    const names = line.includes('@');
    if (names) isAbout = line.toLowerCase().includes(wanted ?? '');
    else if (line.trim() === '') isAbout = false;
    if (isAbout && found.length < 20) found.push(line);
  }
  return found;
}
