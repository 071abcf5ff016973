/** Why something that came from outside was not read to its end. */
export type RefusalReason =
  | 'too-long'
  | 'too-large'
  | 'too-many-elements'
  | 'too-deep'
  | 'too-slow'
  | 'out-of-memory'
  | 'fault';

/** What came from outside exceeds a bound of its reader, or broke it. It says nothing of the input's contents. */
export class RefusedInput extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RefusedInput';
    this.reason = reason;
  }
}
