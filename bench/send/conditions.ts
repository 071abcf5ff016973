/** What a message is signed with. nodemailer, and so the naive sender, has no Ed25519. */
export type Signature = 'unsigned' | 'dkim-rsa2048' | 'dkim-ed25519';

/** Who sends what to whom under which conditions: one line of the result. */
export interface Conditions {
  readonly sender: 'broadsheet' | 'naive' | 'smtp-source';
  readonly signature: Signature;
  /** What the sink waits before each answer. */
  readonly delayMs: number;
  readonly processes: number;
  readonly queue: 'postgres' | 'redis' | null;
  readonly server: 'sink' | 'smtp-sink';
}

/** As it stands in the result and as a filter finds it. */
export function variantName({ sender, signature, delayMs, processes, queue, server }: Conditions): string {
  return [
    sender,
    sender === 'smtp-source' ? null : signature,
    `${delayMs}ms`,
    sender === 'smtp-source' ? null : `${processes}-process${processes === 1 ? '' : 'es'}`,
    queue,
    server === 'smtp-sink' ? 'to-smtp-sink' : null,
  ]
    .filter((word) => word !== null)
    .join(' ');
}

const delays = [0, 5];

/** The product under every condition. */
export const broadsheetConditions: readonly Conditions[] = [
  ...delays.flatMap((delayMs) =>
    (['unsigned', 'dkim-rsa2048'] as const).flatMap((signature) =>
      [1, 2].flatMap((processes) =>
        (['postgres', 'redis'] as const).map((queue): Conditions => {
          return { sender: 'broadsheet', signature, delayMs, processes, queue, server: 'sink' };
        }),
      ),
    ),
  ),
  {
    ...{ sender: 'broadsheet', signature: 'unsigned', delayMs: 0, processes: 1 },
    ...{ queue: 'postgres', server: 'smtp-sink' },
  },
];

/** The naive sender under the same conditions; none where only the product goes to another server. */
export function naiveTwin(conditions: Conditions): Conditions | null {
  if (conditions.server !== 'sink') return null;
  return { ...conditions, sender: 'naive', queue: null };
}

/** Postfix's smtp-source against the same server, over as many connections. It does not sign. */
export function smtpSourceTwin({ delayMs, server }: Conditions): Conditions {
  return { sender: 'smtp-source', signature: 'unsigned', delayMs, processes: 1, queue: null, server };
}

/** What has to be run for the lines that are wanted, without repetition: each with what it is compared to. */
export function withTwins(wanted: readonly Conditions[]): Conditions[] {
  const all = wanted.flatMap((conditions) => [naiveTwin(conditions), smtpSourceTwin(conditions), conditions]);
  const byName = new Map(
    all.flatMap((conditions) => (conditions ? [[variantName(conditions), conditions]] : [])),
  );
  return [...byName.values()];
}
