import type { Dialect } from './dialect.js';
import { amazonNotification } from './dialects/amazon-notification.js';
import { listServer } from './dialects/list-server.js';
import { type JudgingRule, judgingRules } from './judging-rules.js';

/** Everything that is known about reports; the tests take some of it away. */
export interface Knowledge {
  readonly dialects: readonly Dialect[];
  readonly rules: readonly JudgingRule[];
}

export const knowledge: Knowledge = { dialects: [amazonNotification, listServer], rules: judgingRules };
