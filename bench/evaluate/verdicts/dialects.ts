import type { SmtpStage } from '../../../src/delivery/smtp/smtp-reply.js';

/** How one server says something; `{a}` stands for the address, `{d}` for its domain. */
export interface Dialect {
  readonly stage: SmtpStage;
  readonly reply: string;
}

/** How servers refuse a dead address in the session: codes, providers' wordings, and words alone in some languages. */
export const deadInSession: readonly Dialect[] = [
  {
    stage: 'rcpt',
    reply: '550 5.1.1 <{a}>: Recipient address rejected: User unknown in virtual mailbox table',
  },
  {
    stage: 'rcpt',
    reply:
      '550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n550 5.1.1 double-checking the address',
  },
  { stage: 'rcpt', reply: '550 5.1.1 <{a}>... User unknown' },
  { stage: 'rcpt', reply: '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)' },
  {
    stage: 'rcpt',
    reply: '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {a} not found by SMTP address lookup',
  },
  { stage: 'final', reply: "554 delivery error: dd This user doesn't have a {d} account ({a}) [0]" },
  { stage: 'final', reply: '552 1 Requested mail action aborted, mailbox not found' },
  {
    stage: 'final',
    reply: '554 30 Sorry, your message to {a} cannot be delivered. This mailbox is disabled (554.30).',
  },
  { stage: 'rcpt', reply: '550 5.2.1 The email account that you tried to reach is disabled' },
  {
    stage: 'rcpt',
    reply: '550 5.4.1 Recipient address rejected: Access denied. [AM7EUR03FT012.eop-EUR03.example]',
  },
  {
    stage: 'rcpt',
    reply: '556 5.1.10 <{a}>: Recipient address rejected: Domain {d} does not accept mail (nullMX)',
  },
  { stage: 'rcpt', reply: '550 5.1.6 <{a}>: mailbox has moved, no forwarding address' },
  { stage: 'rcpt', reply: '550 5.5.0 Adresse destinataire invalide. LPN007_416' },
  { stage: 'rcpt', reply: '550 sorry, no mailbox here by that name (#5.1.1)' },
  { stage: 'rcpt', reply: '550 No such user here' },
  { stage: 'rcpt', reply: '550 User unknown' },
  { stage: 'rcpt', reply: '550 unknown user <{a}>' },
  { stage: 'rcpt', reply: '553 5.3.0 <{a}>... No such user here' },
  { stage: 'rcpt', reply: '550 5.7.1 No such user!' },
  { stage: 'rcpt', reply: '554 5.7.1 <{a}>: Recipient address rejected: Account is disabled' },
  { stage: 'rcpt', reply: '550 Requested action not taken: mailbox unavailable' },
  { stage: 'rcpt', reply: '550 Invalid recipient <{a}>' },
  { stage: 'rcpt', reply: '550 <{a}>: Benutzer unbekannt' },
  { stage: 'rcpt', reply: '550 El usuario no existe' },
  { stage: 'rcpt', reply: '550 Utilisateur inconnu' },
  { stage: 'rcpt', reply: '550 пользователь не найден' },
  { stage: 'rcpt', reply: '550 收件人不存在' },
];

/** What reports say of a dead address: the diagnostic of a status report, or free text in two servers' layouts. */
export const deadInReport: readonly { readonly form: 'status' | 'exim' | 'qmail'; readonly words: string }[] =
  [
    { form: 'status', words: 'smtp; 550 5.1.1 <{a}>: Recipient address rejected: User unknown' },
    {
      form: 'status',
      words: 'smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    },
    { form: 'status', words: 'smtp; 550 No such user here' },
    { form: 'status', words: 'smtp; 550 Requested action not taken: mailbox unavailable' },
    { form: 'status', words: "smtp; 554 delivery error: dd This user doesn't have a {d} account ({a}) [-5]" },
    {
      form: 'status',
      words:
        'X-Postfix; Host or domain name not found. Name service error for name={d} type=AAAA: Host not found',
    },
    { form: 'exim', words: '550 Unknown user' },
    { form: 'exim', words: 'Unrouteable address' },
    { form: 'qmail', words: '550 5.1.1 unknown or illegal alias: {a}' },
    { form: 'qmail', words: "Sorry, I couldn't find any host named {d}. (#5.1.2)" },
  ];

/** A mailbox that is full, for a while. */
export const full: readonly Dialect[] = [
  { stage: 'rcpt', reply: '552 5.2.2 <{a}>: Mailbox full' },
  { stage: 'rcpt', reply: '452 4.2.2 The email account that you tried to reach is over quota' },
  { stage: 'rcpt', reply: '550 Mailbox quota exceeded' },
  { stage: 'final', reply: '554 5.2.2 mailbox full; {a} cannot take more' },
];

/** What a relay says to everybody once it has closed our account, another on each day. */
export const refusedAccount: readonly string[] = [
  '550 Account disabled',
  '550 5.7.1 Outgoing mail from this account is refused, ref 7f3a9c21',
  '550 User unknown',
  '554 Transaction failed: no such user',
  '550 Requested action not taken: mailbox unavailable',
  '550 5.1.2 Host unknown',
  '550 that smtp user has been disabled',
];

/** What a provider says to everybody while it has an outage. */
export const outages: readonly string[] = [
  '451 4.3.0 Temporary system problem. Try again later',
  '550 User lookup failed: no response from directory',
];

export function filled(text: string, address: string): string {
  return text.replaceAll('{a}', address).replaceAll('{d}', address.slice(address.lastIndexOf('@') + 1));
}
