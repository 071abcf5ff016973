/** Work that goes on beside something else, one at a time. */
export interface BesideWork {
  /** Has it done, or done once more where it has begun. */
  ask(): void;
  isRunning(): boolean;
  /** When nothing is being done any more; never rejects. */
  settled(): Promise<void>;
  /** @throws the first failure */
  throwFailure(): void;
}

export function runBeside(work: () => Promise<void>): BesideWork {
  let running: Promise<void> | null = null;
  let isAsked = false;
  let failure: { readonly error: unknown } | null = null;
  const run = async (): Promise<void> => {
    while (isAsked) {
      isAsked = false;
      await work().catch((error: unknown) => {
        failure ??= { error };
      });
    }
    running = null;
  };
  return {
    ask: () => {
      isAsked = true;
      running ??= run();
    },
    isRunning: () => running !== null,
    settled: async () => {
      await running;
    },
    throwFailure: () => {
      if (failure !== null) throw failure.error;
    },
  };
}
