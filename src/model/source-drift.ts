/** What happened to a field: it stands elsewhere in the item, it is of another type, or it is not there. */
export type DriftChange = 'moved' | 'other-type' | 'vanished';

/** A field that most items of an answer do not tell as the source used to. */
export interface SourceDrift {
  readonly field: string;
  readonly change: DriftChange;
  /** How many items, */
  readonly items: number;
  /** of how many. */
  readonly of: number;
}
