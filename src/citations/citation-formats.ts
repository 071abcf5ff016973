import { writeBibtex } from './bibtex.js';
import { type Citation, type CitedPaper, citationOf } from './citation.js';
import { writeCslJson } from './csl-json.js';
import { writeRis } from './ris.js';

export interface CitationFormat {
  readonly name: string;
  /** What a file's name ends with, behind the point. */
  readonly extension: string;
  readonly mediaType: string;
  readonly write: (citations: readonly Citation[]) => string;
}

/** The formats that papers can be cited in; reference managers and LaTeX read one of them. */
export const citationFormats: readonly CitationFormat[] = [
  { name: 'BibTeX', extension: 'bib', mediaType: 'application/x-bibtex', write: writeBibtex },
  { name: 'RIS', extension: 'ris', mediaType: 'application/x-research-info-systems', write: writeRis },
  {
    name: 'CSL-JSON',
    extension: 'csl.json',
    mediaType: 'application/vnd.citationstyles.csl+json',
    write: writeCslJson,
  },
];

/** The text of a file that cites these papers, in their order. */
export function citePapers(format: CitationFormat, papers: readonly CitedPaper[]): string {
  return format.write(papers.map(citationOf));
}
