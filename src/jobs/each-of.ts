/**
 * Does one thing after the other, each even where another fails.
 * @throws the first failure, when all were tried
 */
export async function eachOf(works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const work of works) {
    try {
      await work();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
