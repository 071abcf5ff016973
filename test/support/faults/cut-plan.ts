/**
 * Where a connection is cut. `connect` is before the greeting, `greeting` and `ehlo` in the middle of these
 * replies; `mail`, `rcpt` and `data` instead of a reply; `body` when the first octets of the message are
 * there; `dot-lost` and `dot-taken` behind the final dot, without and with the message being accepted;
 * `half-reply` in the middle of the reply to it; `replied` behind that reply.
 */
export const cutSteps = [
  'connect',
  'greeting',
  'ehlo',
  'mail',
  'rcpt',
  'data',
  'body',
  'dot-lost',
  'dot-taken',
  'half-reply',
  'replied',
] as const;

export type CutStep = (typeof cutSteps)[number];

/** The steps behind the final dot at which nobody but the server can know whether it took the message. */
export const doubtfulSteps: readonly CutStep[] = ['dot-lost', 'dot-taken', 'half-reply'];

/** A cut at the first time that its step is reached once so many messages were taken. */
export interface PlannedCut {
  readonly step: CutStep;
  readonly after: number;
}

const connecting: readonly CutStep[] = ['connect', 'greeting', 'ehlo'];

/**
 * So many cuts at each step, spread over a send at random. Those that need a new connection come in the first
 * half: later cuts at other steps make sure that there is one.
 */
export function planCuts(timesEach: number, messages: number, random: () => number): PlannedCut[] {
  return cutSteps.flatMap((step) => {
    const share = connecting.includes(step) ? 0.5 : 0.9;
    return Array.from({ length: timesEach }, () => ({
      step,
      after: Math.floor(random() * messages * share),
    }));
  });
}
