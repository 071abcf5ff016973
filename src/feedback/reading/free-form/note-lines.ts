/** What a note says to people, and the message that it brings back in its text. */
export interface NoteLines {
  readonly lines: readonly string[];
  /** Empty where it brings back none. */
  readonly returned: string;
}

const MOST_LINES = 1_500;
const LONGEST_LINE = 1_000;

/**
 * Behind such a line stands the message that came back. A line of hyphens alone is not enough: reports draw
 * them everywhere.
 */
const RETURNED_BELOW: readonly RegExp[] = [
  /^[\s\-_=*#>|]{0,80}(this is |below is |here is |following is |enclosed is |the following is )?(a |the )?(copy|header|headers|text|content|contents|body) of (the |your |this )?(original |returned |undelivered |first |sent )?(message|mail|e-?mail)/i,
  /^[\s\-_=*#>|]{0,80}((your |the )?(original|returned|unsent|undelivered|bounced|rejected) (message|mail|e-?mail)( (info|header|headers|text|body|follows?|below|begins|is included))*|below this line is|(your |the |begin )?(original |returned )?message (header|headers|follows?|text|contents?)( follows?| below)?)[\s\-_=*#.:]{0,80}$/i,
  /^[\s\-_=*#>|]{0,80}((possibly |the )?truncated (original )?message|unsent message|returned message|original message|message (headers|header|text) follow|undelivered message|the (header|headers) of the original)/i,
  /^[\s\-_=*#>|]{1,80}(ursprüngliche nachricht|originalnachricht|message d'origine|message original|mensaje original|mensagem original|messaggio originale|исходное сообщение|元のメッセージ|オリジナルメッセージ|原始邮件|原邮件)/i,
];

const HEADER_LINE = /^[A-Za-z][A-Za-z0-9-]{1,40}:(\s|<|$)/;
/** Fields that only the header of a message has; a note names To and Subject too. */
const TELLING =
  /^(received|return-path|message-id|mime-version|dkim-signature|delivered-to|x-originating-ip|x-mailer|date):/i;

export function noteLines(note: string): NoteLines {
  const all = note.split('\n', MOST_LINES).map((line) => line.slice(0, LONGEST_LINE).trimEnd());
  const lines = unquoted(all);
  const marked = lines.findIndex((line, index) => isMark(line) && headerBehind(lines, index + 1) !== -1);
  const start = marked === -1 ? bareHeader(lines) : headerBehind(lines, marked + 1);
  if (start === -1) return { lines: upToMark(lines), returned: '' };
  return { lines: lines.slice(0, marked === -1 ? start : marked), returned: lines.slice(start).join('\n') };
}

function isMark(line: string): boolean {
  return line !== '' && RETURNED_BELOW.some((mark) => mark.test(line));
}

/** Of a message that was cut off behind the mark, nothing is left to read. */
function upToMark(lines: readonly string[]): readonly string[] {
  const mark = lines.findIndex((line) => /^[\s\-_=*]{3,80}\w/.test(line) && isMark(line));
  return mark < 1 ? lines : lines.slice(0, mark);
}

/** Where within a few lines a header begins, or -1. */
function headerBehind(lines: readonly string[], from: number): number {
  for (let at = from; at < Math.min(from + 6, lines.length); at += 1) {
    if (/^>?From \S/.test(lines[at] ?? '')) continue;
    if (HEADER_LINE.test(lines[at] ?? '') && HEADER_LINE.test(nextField(lines, at + 1))) return at;
  }
  return -1;
}

/** A header that no line announces: behind an empty line or a rule, with a field that only headers have. */
function bareHeader(lines: readonly string[]): number {
  for (let at = 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!TELLING.test(line) || /^date:/i.test(line) || !/^[\W_]*$|^From /.test(lines[at - 1] ?? '')) continue;
    if (HEADER_LINE.test(nextField(lines, at + 1))) return at;
  }
  return -1;
}

function nextField(lines: readonly string[], from: number): string {
  let at = from;
  while (at < lines.length && at < from + 40 && /^[ \t]/.test(lines[at] ?? '')) at += 1;
  return lines[at] ?? '';
}

/** A report that somebody forwarded as a quotation. */
function unquoted(lines: readonly string[]): readonly string[] {
  const quoted = lines.filter((line) => line.startsWith('> ') || line === '>').length;
  return quoted * 2 < lines.length ? lines : lines.map((line) => line.replace(/^> ?/, ''));
}
