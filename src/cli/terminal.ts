/** What a command sees of the process it runs in. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results: what a script may read. */
  out(text: string | Uint8Array): void;
  /** Progress, notes and errors: what a person reads. */
  err(text: string): void;
  /** What is piped in, for commands that read it. */
  readonly stdin: NodeJS.ReadableStream;
  /** The stream behind {@link Terminal.out}, for the log of the running service. */
  readonly stdout: NodeJS.WriteStream;
  /** The stream behind {@link Terminal.err}. */
  readonly stderr: NodeJS.WriteStream;
  /** Resolves when the process is asked to stop (SIGINT, SIGTERM). */
  readonly stopped: Promise<string>;
}
