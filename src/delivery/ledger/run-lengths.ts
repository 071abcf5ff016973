/** How many rows a connection marks at once. */
export interface RunLength {
  rows: number;
}

/** Each connection begins with one row, marks more as long as its messages are taken, and keeps that beyond a slice. */
export interface RunLengths {
  /** @param connection only its identity counts */
  of(connection: object): RunLength;
}

export function createRunLengths(): RunLengths {
  const lengths = new WeakMap<object, RunLength>();
  return {
    of(connection) {
      const length = lengths.get(connection) ?? { rows: 1 };
      lengths.set(connection, length);
      return length;
    },
  };
}
