import type { SettingsSources } from '../config/read-settings.js';

/** What a command sees of the process it runs in. */
export interface Terminal {
  /** Where settings come from; `--config` is among them where the command line has it. */
  readonly settings: SettingsSources;
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
  /** Resolves with the reason when the process is asked to stop (a signal, a closed output). */
  readonly stopped: Promise<string>;
  /** Whether it was. */
  isStopping(): boolean;
}
