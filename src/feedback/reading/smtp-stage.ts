import type { Stage } from '../../refusals/classify-refusal.js';

interface StageSigns {
  readonly stage: Stage;
  readonly signs: readonly RegExp[];
}

/** What relays say of the command that was refused, by relay; the first that is found counts. */
const STAGES: readonly StageSigns[] = [
  {
    stage: 'recipient',
    signs: [
      // Postfix, Exim, GMX, DragonFly, Yahoo, qmail
      /in reply to rcpt to|after (pipelined )?rcpt|did not like our rcpt|\[rcpt_to\]|does not like recipient/i,
      // Sendmail: a pipelined DATA is answered too, and says that no recipient was taken
      />>> rcpt to:[^\n]{0,400}<<< 5\d\d|need rcpt/i,
    ],
  },
  {
    stage: 'data',
    signs: [
      /(in reply to|response to) (the )?(end of data|data command)|after (pipelined )?(end of data|data\b|sending (the )?(message|data))/i,
      /failed (after i sent the message|on data command)|did not like our (data|final dot)|\[body\]|\[data\]/i,
      /for text command|smtp command:?[\s-]{0,20}data\b|\(state 1[578]\)/i,
      // Some carriers answer so where a reader's filter refuses.
      />>> data <<< 550 (unknown user|: user unknown)/i,
    ],
  },
  {
    stage: 'sender',
    signs: [
      /in reply to (mail from|helo|ehlo|initial)|after (pipelined )?(mail from|mail\b|ehlo|helo|initial connection|starttls|auth)/i,
      /but (my name|sender) was rejected|but greeting failed|refused to talk to me|\[mail_from\]/i,
      /did not like our (mail from|ehlo|helo|greeting|auth)|\(state (6|8|9|12|13)\)/i,
      />>> (mail|ehlo|helo) [^>]{0,300}>?[^<>]{0,80}<<< 5\d\d/i,
    ],
  },
];

/** How far a message had come when a server refused it, as the report tells it; null where it does not. */
export function stageOf(text: string): Stage | null {
  return STAGES.find(({ signs }) => signs.some((sign) => sign.test(text)))?.stage ?? null;
}
