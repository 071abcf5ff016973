import Type, { type Static, type TSchema } from 'typebox';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const SubscriberId = Type.Integer({ description: 'Id of the subscriber' });
const DigestName = Type.String({
  description: 'Its name, as addresses have it',
  examples: ['2026-03-23', '2026-W13', '2026-03'],
});
const Who = Type.String({ description: 'Who did it, by the name that the audit has' });
const Reason = nullable(Type.String({ description: 'Why, where somebody said so' }));

/**
 * Everything that is told to whoever listens, what it means and what goes with it: ids, names and counts, never an
 * address. The OpenAPI document, the reference and the pages are made of this table.
 */
export const events = {
  'subscriber.confirmed': {
    meaning: 'A reader gets mail from now on: confirmed, added by an operator or an import, or came back.',
    data: Type.Object({
      subscriber: SubscriberId,
      how: Type.Enum(['confirmed', 'added', 'resumed']),
      via: Type.String({ description: 'As the consent record has it: form, api, link, operator, import' }),
    }),
  },
  'subscriber.unsubscribed': {
    meaning: 'A reader left.',
    data: Type.Object({
      subscriber: SubscriberId,
      via: Type.String({ description: 'link, one-click, mailto, report, api or operator' }),
      digest: nullable(DigestName),
    }),
  },
  'subscriber.suppressed': {
    meaning: 'The address of a reader is not mailed any more.',
    data: Type.Object({
      subscriber: SubscriberId,
      reason: Type.Enum(['bounced', 'complained', 'operator', 'left']),
    }),
  },
  'subscriber.erased': {
    meaning: 'A person was erased; delete what you hold under this id.',
    data: Type.Object({ subscriber: SubscriberId }),
  },
  'digest.frozen': {
    meaning: 'The papers of a digest are chosen and stay as they are.',
    data: Type.Object({ digest: DigestName, papers: Count }),
  },
  'digest.held': {
    meaning: 'An operator keeps a digest from being mailed, or a large import does.',
    data: Type.Object({ digest: DigestName, by: Who, reason: Reason }),
  },
  'digest.approved': {
    meaning: 'An operator approved of a digest.',
    data: Type.Object({ digest: DigestName, by: Who }),
  },
  'digest.released': {
    meaning: 'A digest may be mailed from now on, and is public.',
    data: Type.Object({ digest: DigestName }),
  },
  'digest.paused': {
    meaning: 'The mailing of a digest stands still; `breaker`: by itself, because too much went wrong.',
    data: Type.Object({ digest: DigestName, by: Type.Enum(['operator', 'breaker']), reason: Reason }),
  },
  'digest.resumed': {
    meaning: 'The mailing of a digest goes on.',
    data: Type.Object({ digest: DigestName }),
  },
  'digest.cancelled': {
    meaning: 'The mailing of a digest ended for good before everybody had it.',
    data: Type.Object({ digest: DigestName }),
  },
  'digest.completed': {
    meaning: 'Every reader of a digest has it, or it is known why not.',
    data: Type.Object({ digest: DigestName, sent: Count, failed: Count, uncertain: Count, skipped: Count }),
  },
  'digest.stuck': {
    meaning: 'A digest does not get on: nothing was sent for half an hour, or nobody approved of it in time.',
    data: Type.Object({
      digest: DigestName,
      reason: Type.Enum(['no-progress', 'not-approved']),
      waiting: nullable(Count),
    }),
  },
  'deliveries.uncertain': {
    meaning: 'Of some deliveries nobody knows whether they were sent; an operator settles them.',
    data: Type.Object({ digest: DigestName, count: Type.Integer({ minimum: 1 }) }),
  },
  'alarm.raised': {
    meaning: 'Too much of what was sent came back; `pause` stops all mailings until it is answered.',
    data: Type.Object({
      digest: DigestName,
      level: Type.Enum(['warn', 'pause']),
      reason: Type.Enum(['complaints', 'policy-bounces']),
      sent: Count,
      cameBack: Count,
    }),
  },
  'alarm.answered': {
    meaning: 'An operator answered an alarm by letting the mailing go on.',
    data: Type.Object({
      digest: DigestName,
      level: Type.Enum(['warn', 'pause']),
      reason: Type.Enum(['complaints', 'policy-bounces']),
    }),
  },
  'source.down': {
    meaning: 'A source of papers failed so often in a row that it is called down.',
    data: Type.Object({
      source: Type.String(),
      code: Type.String({ description: 'Code of the newest error' }),
    }),
  },
  'source.recovered': {
    meaning: 'A source that was down answers again.',
    data: Type.Object({ source: Type.String() }),
  },
  'dns.failing': {
    meaning: 'What DNS says of mail and the site has a fault that it did not have before.',
    data: Type.Object({
      checks: Type.Array(Type.String({ description: 'Name of a check of doctor' })),
    }),
  },
  'import.completed': {
    meaning: 'An import came to its end, was cancelled, or failed.',
    data: Type.Object({
      import: Type.Integer({ description: 'Id of the import' }),
      state: Type.Enum(['done', 'cancelled', 'failed']),
      aim: Type.Enum(['add', 'invite', 'suppress']),
      lines: Count,
      counts: Type.Record(Type.String(), Count, { description: 'Lines by what became of them' }),
    }),
  },
  'operator.login': {
    meaning: 'An operator signed in from where they had not signed in before.',
    data: Type.Object({
      operator: Type.Integer({ description: 'Id of the operator' }),
      name: Type.String(),
      method: Type.String({ description: 'passkey, password+totp, oidc, …' }),
    }),
  },
  'webhook.disabled': {
    meaning: 'An endpoint gets nothing any more, until an operator switches it on again.',
    data: Type.Object({
      webhook: Type.Integer({ description: 'Id of the endpoint' }),
      name: Type.String(),
      reason: Type.Enum(['failing', 'gone', 'secret-unusable']),
    }),
  },
  'webhook.test': {
    meaning: 'An operator asked for a test of the endpoint; nothing else has happened.',
    data: Type.Object({ webhook: Type.Integer({ description: 'Id of the endpoint' }), name: Type.String() }),
  },
} as const satisfies Readonly<Record<string, { readonly meaning: string; readonly data: TSchema }>>;

export type EventType = keyof typeof events;
export type EventData<T extends EventType> = Static<(typeof events)[T]['data']>;

/** One thing that happened. */
export type BroadsheetEvent = {
  readonly [T in EventType]: {
    readonly type: T;
    readonly data: EventData<T>;
    /** Now where it is left out. */
    readonly at?: Date;
  };
}[EventType];

/** All of them, in the order of the table. */
export const eventTypes = Object.keys(events) as readonly EventType[];

/** Whether an endpoint can ask for it; a test comes to whichever is tested. */
export function isChosenType(text: string): text is EventType {
  return text !== 'webhook.test' && Object.hasOwn(events, text);
}
