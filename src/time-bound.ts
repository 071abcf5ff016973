/**
 * What `work` comes to, or `late` when `ms` milliseconds pass first; the work itself is not stopped.
 * @throws what the work throws in time; what it throws later is nobody's
 */
export async function valueWithin<Value, Late>(
  work: Promise<Value>,
  ms: number,
  late: Late,
): Promise<Value | Late> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<Late>((resolve) => {
    timer = setTimeout(() => resolve(late), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/** True once `work` has settled, either way; false when `ms` milliseconds pass first. */
export function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const settled = work.then(
    () => true,
    () => true,
  );
  return valueWithin(settled, ms, false);
}
