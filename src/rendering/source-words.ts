const words: Readonly<Record<string, string>> = { huggingface: 'Hugging Face', arxiv: 'arXiv' };

/** What a sentence calls a source: by its name only where there are several. */
export function sourceWords(name: string, sources: number): string {
  if (sources === 1) return 'The source of the papers';
  const [kind = '', list] = name.split(':');
  return list === undefined ? (words[kind] ?? kind) : `The list “${list}”`;
}
