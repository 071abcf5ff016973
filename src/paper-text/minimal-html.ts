import { escapeHtml } from './escape-html.js';
import type { Mark, ReadableText, Run } from './run.js';

const TAGS: Readonly<Record<Mark | 'code', string>> = {
  italic: 'em',
  bold: 'strong',
  sub: 'sub',
  sup: 'sup',
  code: 'code',
};

/** The text as HTML with `em`, `strong`, `sub`, `sup` and `code`, without attributes; all else is escaped. */
export function minimalHtml(text: ReadableText): string {
  return text.map(htmlOf).join('');
}

function htmlOf(run: Run): string {
  if (run.kind === 'text') return escapeHtml(run.text);
  const tag = TAGS[run.kind];
  return `<${tag}>${'runs' in run ? minimalHtml(run.runs) : escapeHtml(run.text)}</${tag}>`;
}
