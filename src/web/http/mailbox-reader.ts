/** One line of the mailbox's list. */
export interface MailSummary {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly receivedAt: Date;
  readonly bytes: number;
}

/** What the pages need of the built-in mailbox. */
export interface MailboxReader {
  /** Newest first. */
  list(): Promise<readonly MailSummary[]>;
  /** The message as it came over SMTP; null where there is none of this id. */
  read(id: string): Promise<{ readonly raw: Buffer; readonly receivedAt: Date } | null>;
  clear(): Promise<void>;
  /** Removes every message that was for such a recipient. */
  removeFor(isMeant: (recipient: string) => boolean): Promise<void>;
}
