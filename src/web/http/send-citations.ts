import type { FastifyReply } from 'fastify';
import type { CitedPaper } from '../../citations/citation.js';
import { type CitationFormat, citePapers } from '../../citations/citation-formats.js';

/** Answers a file that cites these papers; `name` is the file's name up to its ending. */
export function sendCitations(
  reply: FastifyReply,
  format: CitationFormat,
  papers: readonly CitedPaper[],
  name: string,
): FastifyReply {
  const file = `${name.replace(/[^A-Za-z0-9.-]+/g, '-')}.${format.extension}`;
  return reply
    .type(`${format.mediaType}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${file}"`)
    .send(citePapers(format, papers));
}
