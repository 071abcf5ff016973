/** Whether a line is wanted: every word of the filter is a part of its name. */
export function isWanted(filter: readonly string[], bench: string, variant: string): boolean {
  const name = `${bench} ${variant}`;
  return filter.every((word) => name.includes(word));
}
