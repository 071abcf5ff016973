/**
 * What a message that came back means for one recipient. Only `hard` says that the address is dead; `none` is
 * mail that reports nothing, or nothing certain.
 */
export type FeedbackClass =
  | 'hard'
  | 'soft'
  | 'complaint'
  | 'unsubscribe'
  | 'auth-report'
  | 'autoreply'
  | 'delivered'
  | 'none';

/** What one message says about one recipient. */
export interface FeedbackEvent {
  /** As the report names it, unwrapped, the domain in lower case; null where it names nobody. */
  readonly recipient: string | null;
  readonly class: FeedbackClass;
  /** Enhanced status of RFC 3463, as `5.1.1`. */
  readonly status: string | null;
  /** Three digits of RFC 5321, as `550`. */
  readonly reply: string | null;
  readonly reason: FeedbackReason;
  /** Which rule decided, as `dialect/rule`: where to look when an operator doubts it. */
  readonly rule: string;
}

/**
 * Whose matter a reason is. `address`: it is dead. `mailbox`: alive, and not taking mail for now. `remote`: the
 * other side or the way to it. `ours`: we have to change something, and no reader is to blame. `reader`: a
 * wish. `notice`: for information, nobody's matter.
 */
export type ReasonMatter = 'address' | 'mailbox' | 'remote' | 'ours' | 'reader' | 'notice';

interface ReasonEntry {
  readonly matter: ReasonMatter;
  readonly meaning: string;
}

/** Every reason there is. They are stable: rows, scripts and the operator's pages depend on them. */
export const feedbackReasons = {
  'unknown-mailbox': { matter: 'address', meaning: 'The domain has no such mailbox.' },
  'unknown-domain': { matter: 'address', meaning: 'The domain does not exist.' },
  'bad-address': { matter: 'address', meaning: 'The address cannot be one.' },
  'moved-away': { matter: 'address', meaning: 'The mailbox has moved, and nothing is forwarded.' },
  'no-mail-domain': { matter: 'address', meaning: 'The domain takes no mail at all.' },
  'closed-mailbox': { matter: 'address', meaning: 'The mailbox was closed or is not used any more.' },

  'mailbox-full': { matter: 'mailbox', meaning: 'The mailbox is full.' },
  'mailbox-suspended': { matter: 'mailbox', meaning: 'The mailbox is suspended for now.' },
  'mailbox-refuses': { matter: 'mailbox', meaning: 'The recipient or a rule of theirs does not take it.' },
  'mailbox-busy': { matter: 'mailbox', meaning: 'The mailbox gets too much mail at the moment.' },

  greylisted: { matter: 'remote', meaning: 'The server wants to be asked again later.' },
  delayed: { matter: 'remote', meaning: 'Not delivered yet; the relay goes on trying.' },
  expired: { matter: 'remote', meaning: 'Not delivered within the time that the relay tries.' },
  unreachable: { matter: 'remote', meaning: 'The server could not be reached, or its name not resolved.' },
  'remote-fault': { matter: 'remote', meaning: 'The server on the other side has a fault.' },
  'mail-loop': { matter: 'remote', meaning: 'The message was forwarded in a circle.' },
  undetermined: { matter: 'remote', meaning: 'It was not delivered, and the report does not say why.' },

  policy: { matter: 'ours', meaning: 'Refused by a rule of the other side.' },
  reputation: { matter: 'ours', meaning: 'Our server or domain is on a block list or has a bad name.' },
  spam: { matter: 'ours', meaning: 'The message was taken for spam.' },
  content: { matter: 'ours', meaning: 'Something in it was refused: a virus, a link, an attachment.' },
  format: { matter: 'ours', meaning: 'The message breaks a standard.' },
  authentication: { matter: 'ours', meaning: 'SPF, DKIM or DMARC failed or is missing.' },
  'reverse-dns': { matter: 'ours', meaning: 'The name of our server does not fit its address.' },
  'too-big': { matter: 'ours', meaning: 'The message is too big.' },
  rate: { matter: 'ours', meaning: 'Too much mail from us in too short a time.' },
  'relay-denied': { matter: 'ours', meaning: 'The server does not relay for us, or wants a login or TLS.' },
  'sender-refused': { matter: 'ours', meaning: 'Our sender address is refused.' },

  complaint: { matter: 'reader', meaning: 'The reader reported it as spam.' },
  'opted-out': { matter: 'reader', meaning: 'The reader wants no more of it.' },

  'not-spam': { matter: 'notice', meaning: 'The reader said that it was not spam.' },
  'failed-authentication': { matter: 'notice', meaning: 'A report on SPF, DKIM or DMARC of one message.' },
  'dmarc-aggregate': { matter: 'notice', meaning: 'A DMARC report on the mail of some days.' },
  'automatic-reply': { matter: 'notice', meaning: 'An automatic answer, such as a vacation note.' },
  challenge: { matter: 'notice', meaning: 'The other side asks the sender to confirm.' },
  'read-receipt': { matter: 'notice', meaning: 'A receipt that says that it was shown or deleted.' },
  delivered: { matter: 'notice', meaning: 'It was delivered.' },
  relayed: { matter: 'notice', meaning: 'It was handed to a server that reports nothing further.' },
  'not-a-report': { matter: 'notice', meaning: 'Ordinary mail.' },
} as const satisfies Readonly<Record<string, ReasonEntry>>;

export type FeedbackReason = keyof typeof feedbackReasons;
