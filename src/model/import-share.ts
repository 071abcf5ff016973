/** How many of a digest's readers came by imports since the last one went out. */
export interface ImportShare {
  readonly imported: number;
  /** All of its readers, those among them. */
  readonly readers: number;
}

/** So few are no risk, whatever part of the readers they are. */
const LEAST = 50;
const LARGE_SHARE = 0.2;

/**
 * Whether so many new readers at once may make mailboxes take a digest for spam: they do not know the sender, and a list
 * from elsewhere has more complaints and dead addresses than people who asked here.
 */
export function isLargeImport({ imported, readers }: ImportShare): boolean {
  return imported >= LEAST && imported > readers * LARGE_SHARE;
}
