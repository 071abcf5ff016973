import type { Texts } from '../texts/texts.js';

const names: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' };

/** What a sentence calls a source: by its name only where there are several. */
export function sourceWords({ say }: Texts, name: string, sources: number): string {
  if (sources === 1) return say('remarks.only-source');
  const [kind = '', list] = name.split(':');
  return list === undefined ? (names[kind] ?? kind) : say('remarks.list', { name: list });
}
