import type { BounceSignals } from './bounce-signals.js';
import type { Finding } from './finding.js';
import type { ParsedMail } from './parsed-mail.js';

/** One way in which servers write reports. */
export interface Dialect {
  readonly name: string;
  speaks(mail: ParsedMail, signals: BounceSignals): boolean;
  /** Empty where it is not in this dialect after all. */
  read(mail: ParsedMail): readonly Finding[];
}
