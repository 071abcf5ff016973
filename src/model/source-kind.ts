/**
 * The kinds of sources that papers come from. What differs between them stands in tables that are complete by type,
 * so that the compiler names each place that a new kind needs.
 */
export const sourceKinds = ['huggingface', 'arxiv', 'file'] as const;

export type SourceKind = (typeof sourceKinds)[number];

/** The kind of a source by its name, such as `huggingface` or `file:ours`; null where it is of none. */
export function sourceKindOf(name: string): SourceKind | null {
  const [kind] = name.split(':');
  return sourceKinds.find((known) => known === kind) ?? null;
}
