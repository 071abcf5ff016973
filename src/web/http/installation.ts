import type { ShownSetting } from '../../config/shown-settings.js';
import type { Finding } from '../../dns/finding.js';
import type { TextName } from '../../i18n/text-keys.js';
import type { DigestName } from '../../model/digest-period.js';
import type { Language } from '../../model/language.js';

/** What pages of operators are told of the process and what it works with; whoever starts the web role gives it. */
export interface Installation {
  readonly version: string;
  /** Every setting in force, secrets hidden. */
  readonly settings: readonly ShownSetting[];
  readonly queues: QueueDesk;
  /**
   * Has a paper that no list has brought asked for by its id, where a source answers for single papers.
   * @throws BroadsheetError SOURCE_UNAVAILABLE and others of sources
   */
  askForPaper(id: string): Promise<void>;
  /**
   * A message of a digest, frozen or not, as a reader with such rules gets it; of nobody, and nothing of it is kept.
   * @throws BroadsheetError DIGEST_NOT_FOUND where it holds no papers, DIGEST_NOT_READY
   */
  example(asked: ExampleAsked): Promise<Buffer>;
  /** Looks at everything as doctor does, within bounds. */
  examine(): Promise<readonly Finding[]>;
}

export interface ExampleAsked {
  readonly digest: DigestName;
  readonly language: Language;
  /** Null: of everything. */
  readonly ruleSetId: number | null;
}

/** Queues and schedules that have a text; who wires the desk is told by the compiler of one that has none. */
type Named<Kind extends string, Name = TextName<'admin-system'>> = Name extends `${Kind}-${infer Rest}`
  ? Rest
  : never;

/** What operators see and do of the queues; see `src/jobs/queue-desk.ts`. */
export interface QueueDesk {
  counts(): Promise<
    readonly {
      readonly queue: Named<'queue'>;
      readonly waiting: number;
      readonly active: number;
      readonly delayed: number;
      readonly failed: number;
    }[]
  >;
  failed(): Promise<
    readonly {
      readonly queue: string;
      readonly id: string;
      readonly name: string;
      readonly about: string;
      readonly reason: string;
      readonly failedAt: Date | null;
    }[]
  >;
  schedules(): Promise<
    readonly {
      readonly schedule: Named<'schedule'>;
      readonly next: Date | null;
      readonly everySeconds: number | null;
      readonly each: 'hour' | 'day' | 'week' | 'month' | null;
    }[]
  >;
  /** @returns false where no such job failed */
  retry(queue: string, id: string): Promise<boolean>;
  /** @returns false where no such job failed */
  forget(queue: string, id: string): Promise<boolean>;
}
