import type { DigestWithPapers } from '../../src/model/digest.js';
import { digestValues, type OpenDigestValues } from '../../src/rendering/digest-values.js';
import type { Templates } from '../../src/rendering/templates.js';
import { site } from './invented-digest.js';

const MARK = /(?:\s*\uFDD2[^\uFDD3]*\uFDD3\s*)+/g;
const TEXT_MARK = /\uFDD2[^\uFDD3]*\uFDD3\n/g;

/** The templates of a digest filled in and compiled at once, for one reader, with nothing cut or joined. */
export async function renderWhole(
  templates: Templates,
  digest: DigestWithPapers,
  blocks: readonly number[],
  open: OpenDigestValues,
): Promise<{ text: string; html: string }> {
  const all = digestValues(templates.texts, site, digest, open);
  const values = { ...all, blocks: blocks.map((index) => all.blocks[index]) };
  return {
    text: (await templates.text('digest', values)).replace(TEXT_MARK, ''),
    html: (await templates.html('digest', values)).replace(MARK, '\n'),
  };
}
