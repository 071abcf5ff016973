import { type EventKind, type EventVerdict, failureVerdict, plainVerdict } from '../failure-verdict.js';
import { entryOf, listAt, momentAt, textAt, valueAt } from '../json-values.js';
import type { ProviderEvent } from '../webhook.js';

/**
 * SES took the message and did not try to deliver it, as its own list has the address: it says nothing about this message,
 * nor has its reader done anything. An operator may have written the address there, or a complaint about another list.
 */
const NOT_TRIED = 'OnAccountSuppressionList';

/** Bounces by type and subtype; `*` stands for the subtypes that are not named. */
const BOUNCES: Readonly<Record<string, Readonly<Record<string, EventKind>>>> = {
  Permanent: {
    NoEmail: { class: 'hard', reason: 'unknown-mailbox' },
    Suppressed: { class: 'hard', reason: 'unknown-mailbox' },
    [NOT_TRIED]: { class: 'none', reason: 'not-a-report' },
    UnsubscribedRecipient: { class: 'unsubscribe', reason: 'opted-out' },
    '*': { class: 'hard', reason: 'unknown-mailbox' },
  },
  Transient: {
    MailboxFull: { class: 'soft', reason: 'mailbox-full' },
    MessageTooLarge: { class: 'soft', reason: 'too-big' },
    ContentRejected: { class: 'soft', reason: 'content' },
    AttachmentRejected: { class: 'soft', reason: 'content' },
    CustomTimeoutExceeded: { class: 'soft', reason: 'expired' },
    '*': { class: 'soft', reason: 'undetermined' },
  },
  Undetermined: { '*': { class: 'soft', reason: 'undetermined' } },
};

/** RFC 5965 §7.3 and what followed it. Whatever is not named here is a complaint. */
const COMPLAINTS: Readonly<Record<string, EventKind>> = {
  'not-spam': { class: 'none', reason: 'not-spam' },
  'auth-failure': { class: 'auth-report', reason: 'failed-authentication' },
};

interface Told {
  readonly recipient: string | null;
  readonly verdict: EventVerdict;
}

/**
 * What Amazon SES tells of one message, as a notification (`notificationType`) or as a published event
 * (`eventType`). Opens, clicks and what has no meaning here give nothing.
 */
export function readSesEvent(payload: unknown, now: Date): ProviderEvent[] {
  const type = textAt(payload, 'eventType') ?? textAt(payload, 'notificationType') ?? '';
  const read = entryOf(READERS, type);
  if (read === undefined) return [];
  const { part, tell } = read;
  const mail = valueAt(payload, 'mail');
  const about = valueAt(payload, part);
  const name =
    textAt(about, 'feedbackId') ?? [textAt(mail, 'messageId'), textAt(about, 'timestamp')].join(' ');
  return tell(about, mail).map(({ recipient, verdict }) => ({
    event: { recipient, ...verdict },
    id: `${type} ${name}`,
    sender: textAt(mail, 'source'),
    messageIds: messageIdsOf(mail),
    occurredAt: momentAt(now, about, 'timestamp'),
    raw: payload,
  }));
}

/** SES gives a message an id of its own; ours stands among the headers that it returns. */
function messageIdsOf(mail: unknown): string[] {
  const headers = listAt(mail, 'headers').filter(
    (header) => textAt(header, 'name')?.toLowerCase() === 'message-id',
  );
  return [
    textAt(mail, 'commonHeaders', 'messageId'),
    ...headers.map((header) => textAt(header, 'value')),
  ].filter((id) => id !== null);
}

interface Reader {
  /** Where in the payload it stands. */
  readonly part: string;
  readonly tell: (about: unknown, mail: unknown) => readonly Told[];
}

const READERS: Readonly<Record<string, Reader>> = {
  Bounce: { part: 'bounce', tell: bounced },
  Complaint: { part: 'complaint', tell: complained },
  Delivery: {
    part: 'delivery',
    tell: (about) =>
      toEach(listAt(about, 'recipients'), plain('delivery', { class: 'delivered', reason: 'delivered' })),
  },
  DeliveryDelay: { part: 'deliveryDelay', tell: delayed },
  Reject: {
    part: 'reject',
    tell: (_about, mail) =>
      toEach(listAt(mail, 'destination'), plain('reject', { class: 'soft', reason: 'content' })),
  },
  'Rendering Failure': {
    part: 'failure',
    tell: (_about, mail) =>
      toEach(listAt(mail, 'destination'), plain('rendering-failure', { class: 'soft', reason: 'format' })),
  },
  Subscription: { part: 'subscription', tell: unsubscribed },
};

function plain(rule: string, kind: EventKind): EventVerdict {
  return plainVerdict(`ses/${rule}`, kind);
}

function bounced(about: unknown): Told[] {
  const type = textAt(about, 'bounceType') ?? '';
  const subType = textAt(about, 'bounceSubType') ?? '';
  const ofType = entryOf(BOUNCES, type) ?? BOUNCES['Undetermined'];
  const kind = entryOf(ofType ?? {}, subType) ?? ofType?.['*'];
  const { class: named, reason } = kind ?? { class: 'soft', reason: 'undetermined' };
  const rule = `ses/${type}-${subType}`.toLowerCase().slice(0, 80);
  return listAt(about, 'bouncedRecipients').map((item) => {
    const recipient = textAt(item, 'emailAddress');
    if (named !== 'hard' && named !== 'soft') {
      return { recipient, verdict: plainVerdict(rule, { class: named, reason }) };
    }
    const action = textAt(item, 'action')?.toLowerCase();
    if (action === 'delayed')
      return { recipient, verdict: plain('delayed', { class: 'soft', reason: 'delayed' }) };
    const status = textAt(item, 'status');
    const diagnostic = textAt(item, 'diagnosticCode');
    // A mailbox that answers gets no delivery status: SES has nothing to say of it but that something came back.
    const isAnswer =
      type === 'Transient' && subType === 'General' && !action && status === null && diagnostic === null;
    if (isAnswer)
      return {
        recipient,
        verdict: plain('automatic-reply', { class: 'autoreply', reason: 'automatic-reply' }),
      };
    const isSure = type === 'Permanent' && subType === 'NoEmail';
    return {
      recipient,
      verdict: failureVerdict({ rule, recipient, class: named, reason, status, diagnostic, isSure }),
    };
  });
}

function complained(about: unknown): Told[] {
  const type = textAt(about, 'complaintFeedbackType')?.toLowerCase() ?? '';
  const kind: EventKind = entryOf(COMPLAINTS, type) ?? {
    class: 'complaint',
    reason: 'complaint',
  };
  const wasTried = textAt(about, 'complaintSubType') !== NOT_TRIED;
  const verdict = wasTried
    ? plain(`complaint${type === '' ? '' : `-${type.slice(0, 20)}`}`, kind)
    : plain('complaint-onaccountsuppressionlist', { class: 'none', reason: 'not-a-report' });
  return toEach(
    listAt(about, 'complainedRecipients').map((item) => textAt(item, 'emailAddress')),
    verdict,
  );
}

function delayed(about: unknown): Told[] {
  return listAt(about, 'delayedRecipients').map((item) => ({
    recipient: textAt(item, 'emailAddress'),
    verdict: { ...plain('delay', { class: 'soft', reason: 'delayed' }), status: textAt(item, 'status') },
  }));
}

/** Only who left everything has left this list; preferences for topics of SES mean nothing here. */
function unsubscribed(about: unknown, mail: unknown): readonly Told[] {
  if (valueAt(about, 'newTopicPreferences', 'unsubscribeAll') !== true) return [];
  return toEach(
    listAt(mail, 'destination'),
    plain('subscription', { class: 'unsubscribe', reason: 'opted-out' }),
  );
}

function toEach(recipients: readonly unknown[], verdict: EventVerdict): Told[] {
  return recipients.filter((item) => typeof item === 'string').map((recipient) => ({ recipient, verdict }));
}
