/** What arrived since the last reset. Times are milliseconds of the sink's own clock. */
export interface SinkReport {
  readonly messages: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  readonly octets: number;
  readonly connections: number;
  /** When each `markEvery`-th message was in. */
  readonly markedAt: readonly number[];
  /** Null where the sink only counts. */
  readonly verified: Verification | null;
}

export interface Verification {
  /** Different Message-IDs. */
  readonly messageIds: number;
  /** Different recipients. */
  readonly recipients: number;
  /** Messages whose Message-ID had been seen before. */
  readonly repeatedIds: number;
  /** Messages to a recipient who had one already. */
  readonly repeatedRecipients: number;
  /** Messages without a Message-ID. */
  readonly nameless: number;
}

export interface Arrivals {
  connected(): void;
  /** False where the sink is full: what it cannot remember it must not accept. */
  accept(message: ArrivedMessage): boolean;
  report(): SinkReport;
  reset(): void;
}

export interface ArrivedMessage {
  readonly octets: number;
  /** Empty where the sink only counts. */
  readonly recipients: readonly string[];
  readonly messageId: string | null;
}

/** Enough for a million readers three times; each takes some 200 octets. */
const MOST_REMEMBERED = 3_000_000;

export interface ArrivalsOptions {
  readonly verify: boolean;
  /** 0: no marks. */
  readonly markEvery: number;
  readonly now: () => number;
}

/** Counts what arrives and, where it verifies, remembers whom it was for. */
export function createArrivals({ verify, markEvery, now }: ArrivalsOptions): Arrivals {
  let counted = emptyCount();
  const ids = new Set<string>();
  const recipients = new Set<string>();

  const remember = ({ messageId, recipients: to }: ArrivedMessage): void => {
    if (messageId === null) counted.nameless += 1;
    else if (!addTo(ids, messageId)) counted.repeatedIds += 1;
    if (to.filter((address) => !addTo(recipients, address)).length > 0) counted.repeatedRecipients += 1;
  };
  return {
    connected: () => {
      counted.connections += 1;
    },
    accept(message) {
      if (verify && ids.size >= MOST_REMEMBERED) return false;
      counted.lastAt = now();
      counted.firstAt ??= counted.lastAt;
      counted.messages += 1;
      counted.octets += message.octets;
      if (markEvery > 0 && counted.messages % markEvery === 0) counted.markedAt.push(counted.lastAt);
      if (verify) remember(message);
      return true;
    },
    report: () => {
      const { nameless, repeatedIds, repeatedRecipients, ...rest } = counted;
      const seen = { messageIds: ids.size, recipients: recipients.size };
      return { ...rest, verified: verify ? { ...seen, nameless, repeatedIds, repeatedRecipients } : null };
    },
    reset: () => {
      counted = emptyCount();
      ids.clear();
      recipients.clear();
    },
  };
}

function emptyCount() {
  return {
    messages: 0,
    firstAt: null as number | null,
    lastAt: null as number | null,
    octets: 0,
    connections: 0,
    markedAt: [] as number[],
    nameless: 0,
    repeatedIds: 0,
    repeatedRecipients: 0,
  };
}

/** False where the value was there. */
function addTo(set: Set<string>, value: string): boolean {
  const before = set.size;
  return set.add(value).size > before;
}
