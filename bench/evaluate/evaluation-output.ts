/** Where an evaluation writes. */
export interface EvaluationOutput {
  /** Figures: what a script may read. */
  out(text: string): void;
  /** Progress and errors: what a person reads. */
  err(text: string): void;
}
