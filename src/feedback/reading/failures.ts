import { readDeliveryStatus } from './delivery-status.js';
import type { Finding } from './finding.js';
import { readFreeForm } from './free-form/free-form.js';
import type { Knowledge } from './knowledge.js';
import type { Letter } from './letter.js';
import { looksLikeBounce, signsOf } from './signs.js';

/**
 * What a report says of deliveries, from what is most precise: the fields for programs, then the same fields
 * where a relay left them in the text, then the dialect, then the layout of the text.
 */
export function readFailures(letter: Letter, known: Knowledge, depth = 0): readonly Finding[] {
  const findings = ownFailures(letter, known);
  if (depth >= DEEPEST || findings.some(({ recipient }) => recipient !== null)) return findings;
  // A report that somebody passed on, or that a relay wrapped in one of its own.
  const enclosed = letter.enclosed();
  const inner = enclosed === null ? [] : readFailures(enclosed, known, depth + 1);
  return inner.some(({ recipient }) => recipient !== null) ? inner : findings;
}

const DEEPEST = 3;

function ownFailures(letter: Letter, { dialects }: Knowledge): readonly Finding[] {
  const context = letter.lines.join(' ').replace(/\s+/g, ' ').slice(0, 6_000);
  const fields = letter.statusReports.flatMap((report) => readDeliveryStatus(report, context));
  if (fields.some(({ recipient }) => recipient !== null)) return fields;
  const inText = statusInText(letter.lines, context);
  if (inText.length > 0) return inText;
  const signs = signsOf(letter);
  for (const dialect of dialects) {
    const findings = dialect.speaks(letter, signs) ? dialect.read(letter) : [];
    if (findings.length > 0) return findings;
  }
  return looksLikeBounce(signs) ? readFreeForm(letter) : [];
}

function statusInText(lines: readonly string[], context: string): Finding[] {
  if (!lines.some((line) => /^\s{0,8}(final|original)-recipient\s{0,4}:/i.test(line))) return [];
  const text = lines.map((line) => line.replace(/^ {1,8}(?=[A-Z][\w-]{3,30}:)/i, '')).join('\n');
  return readDeliveryStatus(text, context).filter(({ recipient }) => recipient !== null);
}
