import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import '@citation-js/plugin-ris';
import type { CitedPaper } from '../../src/citations/citation.js';
import { type CitationFormat, citationFormats, citePapers } from '../../src/citations/citation-formats.js';

/** A format by the ending of its files. */
export function format(extension: string): CitationFormat {
  const found = citationFormats.find((candidate) => candidate.extension === extension);
  if (found === undefined) throw new Error(`no format ${extension}`);
  return found;
}

export const inputs = { bib: '@bibtex/text', ris: '@ris/file', 'csl.json': '@else/json' } as const;

/** What an independent parser reads. */
export function parsed(
  extension: keyof typeof inputs,
  papers: readonly CitedPaper[],
): Record<string, unknown>[] {
  const text = citePapers(format(extension), papers);
  return plugins.input.chain(text, { forceType: inputs[extension] });
}

/** The parser turns some marks into HTML and writes quotes and dashes as it likes. */
export function comparable(text: unknown): string {
  return String(text)
    .replace(/<\/?(?:span|i|b|sup|sub)\b[^>]*>/g, '')
    .normalize('NFKC')
    .replace(/[“”„]/g, '"')
    .replace(/[‘’`]/g, "'")
    .replace(/''/g, '"')
    .replace(/[–—]/g, '-')
    .replace(/-+/g, '-')
    .replace(/\s+/g, ' ')
    .trim();
}
