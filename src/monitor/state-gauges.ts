import type { Counts } from '../store/monitored-state.js';

/** Gauges by one label each, whose values follow from the rows. */
export const labelled = {
  broadsheet_deliveries_waiting: [
    'state',
    'Deliveries that are open, deferred or uncertain, and open notices.',
  ],
  broadsheet_outbox_waiting: [
    'for',
    'Events that are not spread yet, and what waits for active endpoints and for operators, a mail counted once.',
  ],
  broadsheet_alarms_open: ['level', 'Alarms that no operator has answered.'],
  broadsheet_feedback_last_day: ['class', 'What came back within a day.'],
  broadsheet_readers: ['state', 'Subscribers by state; counted every ten minutes.'],
  broadsheet_digest_frozen_timestamp_seconds: ['kind', 'When the newest digest of a kind was frozen.'],
  broadsheet_digest_released_timestamp_seconds: ['kind', 'When the newest digest of a kind was released.'],
  broadsheet_source_up: ['source', 'Whether a source of papers answered when it was asked last.'],
  broadsheet_source_last_read_timestamp_seconds: ['source', 'When a source was last read.'],
  broadsheet_source_drifted_fields: [
    'source',
    'Fields that most items of a source did not tell as they used to.',
  ],
} as const;

/** Gauges without a label. */
export const plain = {
  broadsheet_slices_leased: 'Slices that a worker sends.',
  broadsheet_digests_paused: 'Digests whose mailing is paused.',
  broadsheet_mail_held: 'Whether all mail is held after a restore.',
  broadsheet_workers: 'Workers that showed themselves within a minute.',
  broadsheet_worker_beat_age_seconds: 'Since any worker showed itself last.',
} as const;

type LabelledName = keyof typeof labelled;
type PlainName = keyof typeof plain;

/** What the gauges show, by their names. */
export interface StateReading {
  readonly byLabel: Readonly<Record<LabelledName, Counts>>;
  readonly alone: Readonly<Partial<Record<PlainName, number>>>;
  /** Jobs by queue and state. */
  readonly queues: Readonly<Record<string, Counts>>;
}
