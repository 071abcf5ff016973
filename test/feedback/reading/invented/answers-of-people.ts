import { type InventedMail, letter, READER, said } from './letter.js';

const HELD_BY_LIST = `Your mail to 'Readers' with the subject

    The papers of the day

Is being held until the list moderator can review it for approval.

The reason it is being held:

    Post by non-member to a members-only list
`;

const MDN = letter({
  from: READER,
  subject: 'Read: The papers of the day',
  header: ['Content-Type: multipart/report; report-type=disposition-notification; boundary="=_b"'],
  body: `--=_b\n\nYour message was deleted without being read.\n\n--=_b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ${READER}\nDisposition: manual-action/MDN-sent-manually; deleted\n\n--=_b--`,
});

export const answersOfPeople: readonly InventedMail[] = [
  {
    name: 'held by a list',
    raw: letter({
      from: 'readers-bounces@lists.example',
      subject: 'Your message to Readers awaits moderator approval',
      body: HELD_BY_LIST,
    }),
    class: 'autoreply',
    recipient: 'readers-bounces@lists.example',
  },
  said('a vacation note', 'autoreply', {
    from: `Ada <${READER}>`,
    subject: 'Automatic reply: The papers of the day',
    header: ['Return-Path: <>', 'Auto-Submitted: auto-replied'],
    body: 'I am away until Monday. Your message was not delivered to anyone else.',
  }),
  said('a note of somebody who left', 'autoreply', {
    from: READER,
    subject: 'Auto: The papers of the day',
    header: ['Auto-Submitted: auto-replied', 'X-Autoreply: yes'],
    body: 'Ada no longer works here. This mailbox does not exist any more.',
  }),
  said('a German vacation note', 'autoreply', {
    from: READER,
    subject: 'Abwesenheitsnotiz: The papers of the day',
    body: 'Ich bin bis Montag im Urlaub.',
  }),
  said('a Japanese vacation note', 'autoreply', {
    from: READER,
    subject: '=?utf-8?B?6Ieq5YuV5b+c562U?=',
    body: 'x',
  }),
  said(
    'a challenge',
    'autoreply',
    {
      from: READER,
      subject: 'Please confirm your message',
      body: 'To deliver your message, please verify that you are a human: https://challenge.example/1',
    },
    'challenge',
  ),
  {
    name: 'a question',
    raw: letter({
      from: READER,
      subject: 'Re: The papers of the day',
      body: 'My colleague says that your mail bounced with 550 5.1.1 user unknown. Could you look?',
    }),
    class: 'none',
    recipient: null,
  },
  {
    name: 'a reply to a bounce',
    raw: letter({
      from: READER,
      subject: 'Re: Undelivered Mail Returned to Sender',
      body: 'This is what I got:\n\n> <bob@readers.example>: host mx said: 550 5.1.1 user unknown\n\nWhat shall I do?',
    }),
    class: 'none',
    recipient: null,
  },
  {
    name: 'a parcel',
    raw: letter({
      from: 'Parcels <info@parcels.example>',
      subject: 'Delivery failed: your parcel',
      body: 'Your parcel could not be delivered. Please call 555-0100.',
    }),
    class: 'none',
    recipient: null,
  },
  {
    name: 'spam in a foreign name',
    raw: letter({
      from: 'Great Offers <offers@spam.example>',
      subject: 'You have won',
      body: 'Mailbox full of prizes. User unknown to our lottery.',
    }),
    class: 'none',
    recipient: null,
  },
  said('a request to leave', 'unsubscribe', { from: `Ada <${READER}>`, subject: 'unsubscribe', body: '' }),
  said('a request to leave in French', 'unsubscribe', {
    from: READER,
    subject: '=?utf-8?Q?D=C3=A9sinscription?=',
    body: '',
  }),
  { name: 'a receipt', raw: MDN, class: 'autoreply', recipient: READER, reason: 'read-receipt' },
  said('a note in the name of somebody who left', 'autoreply', {
    from: READER,
    subject: 'Re: The papers of the day',
    header: ['Return-Path: <>'],
    body: 'Ada is no longer with us, and this mailbox does not exist any more.',
  }),
  said(
    'a receipt without its form',
    'autoreply',
    {
      from: READER,
      subject: 'Not read: The papers of the day',
      body: 'Your message was deleted without being read.',
    },
    'read-receipt',
  ),
  said('a polite request to leave', 'unsubscribe', {
    from: READER,
    subject: 'Please unsubscribe me from this list',
    body: 'Thank you.',
  }),
  said('a request in one line', 'unsubscribe', { from: READER, subject: 'papers', body: 'Unsubscribe' }),
  said('a German request', 'unsubscribe', { from: READER, subject: 'Newsletter abbestellen', body: '' }),
  said('a Japanese request', 'unsubscribe', { from: READER, subject: '配信停止希望', body: '' }),
  {
    name: 'a question about leaving',
    raw: letter({ from: READER, subject: 'Unsubscribe link broken?', body: 'Yours does not open here.' }),
    class: 'none',
    recipient: null,
  },
  {
    name: 'a question about removing',
    raw: letter({ from: READER, subject: 'Remove duplicates from the list of authors', body: 'How?' }),
    class: 'none',
    recipient: null,
  },
  {
    name: 'an answer that quotes a whole report',
    raw: letter({
      from: READER,
      subject: 'Re: Undelivered Mail Returned to Sender',
      body: `See below.\n\n> Final-Recipient: rfc822; bob@readers.example\n> Action: failed\n> Status: 5.1.1\n> Diagnostic-Code: smtp; 550 5.1.1 user unknown\n`,
    }),
    class: 'none',
    recipient: null,
  },
];
