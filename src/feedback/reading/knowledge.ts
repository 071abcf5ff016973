import { type RefusalRule, refusalRules } from '../../refusals/refusal-rules.js';
import type { Dialect } from './dialect.js';
import { amazonNotification } from './dialects/amazon-notification.js';
import { listServer } from './dialects/list-server.js';

/** Everything that is known about reports; the tests take some of it away. */
export interface Knowledge {
  readonly dialects: readonly Dialect[];
  readonly rules: readonly RefusalRule[];
}

export const knowledge: Knowledge = { dialects: [amazonNotification, listServer], rules: refusalRules };
