/** What a report says about one recipient, in its own words, before anything is concluded from it. */
export interface Finding {
  readonly recipient: string | null;
  /** Other addresses that it gives the same recipient, such as the one before a forward. */
  readonly aliases: readonly string[];
  /** `failed`, `delayed`, `delivered`, `relayed` or `expanded` (RFC 3464 §2.3.3); null where it does not say. */
  readonly action: string | null;
  /** Enhanced status as the report declares it. */
  readonly status: string | null;
  /** What the servers said, one space for each run of white space. */
  readonly diagnostic: string;
  /** What the report says to people about this recipient; weaker than {@link diagnostic}. */
  readonly context: string;
  /** The dialect in which it was read. */
  readonly dialect: string;
}
