import type { Texts } from '../i18n/texts.js';

const names: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' };

/** What a sentence calls a source: by its name only where there are several. */
export function sourceWords({ t }: Texts, name: string, sources: number): string {
  if (sources === 1) return t('remarks.only-source');
  const [kind = '', list] = name.split(':');
  return list === undefined ? (names[kind] ?? kind) : t('remarks.list', { name: list });
}
