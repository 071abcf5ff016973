/**
 * Does something to many rows at once, and where that fails because of a row, to each half, down to the one that is at
 * fault: it is passed over, and the others are served.
 * @param work a transaction of its own for the rows with these ids
 * @param passOver what becomes of a row that fails alone
 * @returns what came of each part that went well
 * @throws what is no row's fault, such as a lost connection
 */
export async function inHalves<T>(
  ids: readonly number[],
  work: (ids: readonly number[]) => Promise<T>,
  passOver: (id: number, code: string) => Promise<void>,
): Promise<T[]> {
  if (ids.length === 0) return [];
  try {
    return [await work(ids)];
  } catch (error) {
    if (!isFaultOfRow(error)) throw error;
    const [first = 0] = ids;
    if (ids.length === 1) {
      await passOver(first, codeOf(error));
      return [];
    }
    const middle = Math.ceil(ids.length / 2);
    const left = await inHalves(ids.slice(0, middle), work, passOver);
    return [...left, ...(await inHalves(ids.slice(middle), work, passOver))];
  }
}

/**
 * Whether a statement failed by what stands in a row: data that cannot be used (class 22), constraints (23), a text that
 * is no query (42601), limits of the server (54), functions of ours (P0), the server's own faults (XX). Connections,
 * conflicts, resources and shutdowns are nobody's.
 */
export function isFaultOfRow(error: unknown): boolean {
  return /^(21|22|23|54|P0|XX)...$|^42601$/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '');
}
