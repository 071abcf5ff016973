import type { DigestWithPapers } from '../../src/model/digest.js';
import type { CompiledDigest } from '../../src/rendering/compile-digest.js';
import { digestValues, type OpenDigestValues } from '../../src/rendering/digest-values.js';
import { shownPapers } from '../../src/rendering/edition.js';
import { saidAsText, saidOfEdition } from '../../src/rendering/said-of-edition.js';
import type { Templates } from '../../src/rendering/templates.js';
import { site } from './invented-digest.js';

const MARK = /(?:\s*\uFDD2[^\uFDD3]*\uFDD3\s*)+/g;
const TEXT_MARK = /\uFDD2[^\uFDD3]*\uFDD3\n/g;

export interface WholeEdition {
  readonly compiled: CompiledDigest;
  readonly blocks: readonly number[];
}

/** The templates of a digest filled in and compiled at once, for one reader, with nothing cut or joined. */
export async function renderWhole(
  templates: Templates,
  digest: DigestWithPapers,
  { compiled, blocks, ...open }: Omit<OpenDigestValues, 'line' | 'said'> & WholeEdition,
): Promise<{ text: string; html: string }> {
  const said = saidOfEdition(compiled, shownPapers(compiled, blocks));
  const { length } = compiled.titles;
  const line = compiled.byline({ papers: length, total: length });
  const all = digestValues(templates.texts, site, digest, { ...open, line, said });
  const values = { ...all, blocks: blocks.map((index) => all.blocks[index]) };
  return {
    text: (await templates.text('digest', { ...values, said: saidAsText(said) })).replace(TEXT_MARK, ''),
    html: (await templates.html('digest', values)).replace(MARK, '\n'),
  };
}
