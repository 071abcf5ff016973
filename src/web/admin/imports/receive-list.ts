import { finished } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { BroadsheetError } from '../../../errors.js';
import type { Import } from '../../../model/import.js';
import { boundedOctets, MOST_OCTETS, uploadList } from '../../../subscribers/import/upload-list.js';
import type { AdminContext } from '../admin-context.js';
import { refuseForgeryBy } from '../admin-route.js';
import type { OwnTurn } from '../turn.js';

/** One octet more than is taken, by which a file that is too large is known. */
const limits = { fileSize: MOST_OCTETS + 1, files: 1, fields: 4, fieldSize: 1_000, parts: 5 };

/**
 * Reads the file of a form as it arrives, after the token that stands before it. What is refused is read to its end, or
 * the browser would show a broken connection in place of why.
 * @throws BroadsheetError CROSS_SITE, INPUT_INVALID, RATE_LIMITED and OVERLOADED with `reason`
 */
export async function receiveList({ request, visit }: OwnTurn, context: AdminContext): Promise<Import> {
  if (!request.isMultipart()) throw noFile();
  let token = '';
  for await (const part of request.parts({ limits })) {
    if (part.type === 'field') {
      if (part.fieldname === 'token') token = String(part.value);
      continue;
    }
    try {
      refuseForgeryBy(request, visit, token);
      return await readFile(part, context, visit);
    } catch (error) {
      part.file.resume();
      await finished(part.file).catch(() => undefined);
      throw error;
    }
  }
  refuseForgeryBy(request, visit, token);
  throw noFile();
}

async function readFile(
  { file, filename }: MultipartFile,
  context: AdminContext,
  { actor }: OwnTurn['visit'],
): Promise<Import> {
  // The stream is left open where reading ends early, for the rest to be passed over.
  const octets = file.iterator({ destroyOnReturn: false });
  if (filename === '') throw noFile();
  return context.uploads.within(actor, () => uploadList(context, actor, filename, boundedOctets(octets)));
}

function noFile(): BroadsheetError {
  return new BroadsheetError('INPUT_INVALID', 'Choose a file.', { details: { reason: 'no-file' } });
}
