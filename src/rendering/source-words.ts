import type { Texts } from '../i18n/texts.js';
import { type SourceKind, sourceKindOf } from '../model/source-kind.js';

/** Null: a list of the operator's own, which has its name behind the colon. */
const names: Readonly<Record<SourceKind, string | null>> = {
  huggingface: 'Hugging Face',
  arxiv: 'arXiv',
  file: null,
};

/** What a sentence calls a source: by its name only where there are several. */
export function sourceWords({ t }: Texts, name: string, sources: number): string {
  if (sources === 1) return t('remarks.only-source');
  const kind = sourceKindOf(name);
  const known = kind === null ? null : names[kind];
  return known ?? t('remarks.list', { name: name.slice(name.indexOf(':') + 1) });
}
