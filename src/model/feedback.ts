/**
 * What a message that came back means for one recipient. Only `hard` says that the address is dead; `none` is
 * mail that reports nothing, or nothing certain.
 */
export const feedbackClasses = [
  'hard',
  'soft',
  'complaint',
  'unsubscribe',
  'auth-report',
  'autoreply',
  'delivered',
  'none',
] as const;
export type FeedbackClass = (typeof feedbackClasses)[number];

/**
 * How sure it is that an address is dead. `certain`: a precise status or a provider's documented words, for this
 * recipient; it suppresses at once. `likely`: words alone; they put the reader on watch and silence nobody alone.
 */
export type VerdictGrade = 'certain' | 'likely';

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
  /** Of a hard bounce; null for every other class. */
  readonly grade: VerdictGrade | null;
  /** Which rule decided, as `dialect/rule`: where to look when an operator doubts it. */
  readonly rule: string;
}

/**
 * Who is to blame. `address`: it is dead. `mailbox`: alive, and not taking mail for now. `remote`: the
 * other side or the way to it. `ours`: we have to change something, and no reader is to blame. `reader`: a
 * wish. `notice`: for information, nobody is.
 */
export type ReasonBlame = 'address' | 'mailbox' | 'remote' | 'ours' | 'reader' | 'notice';

interface ReasonEntry {
  readonly blame: ReasonBlame;
  readonly meaning: string;
}

/** Every reason there is. They are stable: rows, scripts and the operator's pages depend on them. */
export const feedbackReasons = {
  'unknown-mailbox': { blame: 'address', meaning: 'The domain has no such mailbox.' },
  'unknown-domain': { blame: 'address', meaning: 'The domain does not exist.' },
  'bad-address': { blame: 'address', meaning: 'The address cannot be one.' },
  'moved-away': { blame: 'address', meaning: 'The mailbox has moved, and nothing is forwarded.' },
  'no-mail-domain': { blame: 'address', meaning: 'The domain takes no mail at all.' },
  'closed-mailbox': { blame: 'address', meaning: 'The mailbox was closed or is not used any more.' },

  'mailbox-full': { blame: 'mailbox', meaning: 'The mailbox is full.' },
  'mailbox-suspended': { blame: 'mailbox', meaning: 'The mailbox is suspended for now.' },
  'mailbox-refuses': { blame: 'mailbox', meaning: 'The recipient or a rule of theirs does not take it.' },
  'mailbox-busy': { blame: 'mailbox', meaning: 'The mailbox gets too much mail at the moment.' },

  greylisted: { blame: 'remote', meaning: 'The server wants to be asked again later.' },
  delayed: { blame: 'remote', meaning: 'Not delivered yet; the relay goes on trying.' },
  expired: { blame: 'remote', meaning: 'Not delivered within the time that the relay tries.' },
  unreachable: { blame: 'remote', meaning: 'The server could not be reached, or its name not resolved.' },
  'remote-fault': { blame: 'remote', meaning: 'The server on the other side has a fault.' },
  'mail-loop': { blame: 'remote', meaning: 'The message was forwarded in a circle.' },
  undetermined: { blame: 'remote', meaning: 'It was not delivered, and the report does not say why.' },

  policy: { blame: 'ours', meaning: 'Refused by a rule of the other side.' },
  reputation: { blame: 'ours', meaning: 'Our server or domain is on a block list or has a bad name.' },
  spam: { blame: 'ours', meaning: 'The message was taken for spam.' },
  content: { blame: 'ours', meaning: 'Something in it was refused: a virus, a link, an attachment.' },
  format: { blame: 'ours', meaning: 'The message breaks a standard.' },
  authentication: { blame: 'ours', meaning: 'SPF, DKIM or DMARC failed or is missing.' },
  'reverse-dns': { blame: 'ours', meaning: 'The name of our server does not fit its address.' },
  'too-big': { blame: 'ours', meaning: 'The message is too big.' },
  rate: { blame: 'ours', meaning: 'Too much mail from us in too short a time.' },
  'relay-denied': { blame: 'ours', meaning: 'The server does not relay for us, or wants a login or TLS.' },
  'sender-refused': { blame: 'ours', meaning: 'Our sender address is refused.' },

  complaint: { blame: 'reader', meaning: 'The reader reported it as spam.' },
  'opted-out': { blame: 'reader', meaning: 'The reader wants no more of it.' },

  'not-spam': { blame: 'notice', meaning: 'The reader said that it was not spam.' },
  'failed-authentication': { blame: 'notice', meaning: 'A report on SPF, DKIM or DMARC of one message.' },
  'dmarc-aggregate': { blame: 'notice', meaning: 'A DMARC report on the mail of some days.' },
  'automatic-reply': { blame: 'notice', meaning: 'An automatic answer, such as a vacation note.' },
  challenge: { blame: 'notice', meaning: 'The other side asks the sender to confirm.' },
  'read-receipt': { blame: 'notice', meaning: 'A receipt that says that it was shown or deleted.' },
  delivered: { blame: 'notice', meaning: 'It was delivered.' },
  relayed: { blame: 'notice', meaning: 'It was handed to a server that reports nothing further.' },
  'not-a-report': { blame: 'notice', meaning: 'Ordinary mail.' },
} as const satisfies Readonly<Record<string, ReasonEntry>>;

export type FeedbackReason = keyof typeof feedbackReasons;
