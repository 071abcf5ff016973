import Type from 'typebox';
import { citationFormats } from '../../citations/citation-formats.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { nameOfDigest } from '../../model/digest-period.js';
import { digestCitationsUrl } from '../../model/links.js';
import type { WebServer } from '../http/context.js';
import { sendCitations } from '../http/send-citations.js';
import type { CitationLink } from './day-view.js';

/** The papers of a digest as files for reference managers. */
export function digestCitations(server: WebServer, find: (name: string) => Promise<DigestWithPapers>): void {
  const schema = { params: Type.Object({ name: Type.String() }) };
  for (const format of citationFormats) {
    server.get(`/digests/:name/papers.${format.extension}`, { schema }, async (request, reply) => {
      const digest = await find(request.params.name);
      return sendCitations(
        reply,
        format,
        digest.papers.map(({ paper }) => paper),
        `papers-${nameOfDigest(digest)}`,
      );
    });
  }
}

/** Links to them; none where there is nothing to cite. */
export function citationLinks(digest: DigestWithPapers): readonly CitationLink[] {
  if (digest.papers.length === 0) return [];
  return citationFormats.map(({ name, extension }) => ({
    text: name,
    href: digestCitationsUrl('', digest, extension),
  }));
}
