import { type InventedMail, OURS, READER, RETURNED, said } from './letter.js';

const INTERSCAN = `Sent <<< RCPT TO:<${READER}>
Received >>> 550 5.1.1 <${READER}>... user unknown
Could not deliver mail to this user. ${READER}
*****************     End of message     ***************
`;

const MAIL_FOUNDRY = `Unable to deliver message to: <${READER}>
Delivery failed for the following reason:
Server mx.readers.example[192.0.2.9] failed with: 550 <${READER}> No such user here


This has been a permanent failure.  No further delivery attempts will be made.

Returned message headers follow:

${RETURNED}`;

const TMS = `This message was created automatically by mail delivery software (TMS).

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${READER}
   SMTP: RCPT TO: 550 unknown user

------ This is a copy of the message, including all the headers. ------

${RETURNED}`;

const BIGFOOT = `   ----- The following addresses had delivery problems -----
${READER}
   (reason: 553 Invalid recipient ${READER} (Mode: normal))

   ----- Transcript of session follows -----
>>> RCPT TO:<${READER}>
<<< 553 Invalid recipient ${READER} (Mode: normal)
`;

const SENDMAIL_5 = `   ----- Transcript of session follows -----
While talking to mx.readers.example:
>>> RCPT To:<${READER}>
<<< 550 5.1.1 <${READER}>... User unknown
550 <${READER}>... User unknown

   ----- Unsent message follows -----
${RETURNED}`;

const CPANEL_VAGUE = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${READER}
    The mail server could not deliver mail. The account may not exist, or may be blocked.
`;

const EXIM_ROUTE = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${READER}
    all relevant MX records point to non-existent hosts
`;

const EXIM_RETRY = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${READER}
    host mx.readers.example [192.0.2.9]
    Connection timed out: retry timeout exceeded
`;

const ICEWARP = `Hello, this is the mail server at relay.example.

I am sending you this message to inform you on the delivery status of a
message you previously sent.  Immediately below you will find a list of
the affected recipients;  also attached is a Delivery Status Notification
(DSN) report in standard format, as well as the headers of the original
message.

  <${READER}>  delivery failed; will not continue trying
`;

const KERIO = `This is an automatically generated delivery report from Kerio Connect.

Your message could not be delivered to the following recipient(s):

${READER}: 550 5.1.1 ${READER} User unknown; rejecting
`;

const ZIMBRA_QUOTA = `<${READER}>: host store.readers.example[192.0.2.9] said: 452 4.2.2 Over quota
    (in reply to end of DATA command)
`;

const X500 = `Your message was not delivered to:

     ${READER}

for the following reason:

The recipient name is not recognized

MSEXCH:IMS:Readers:SITE:SERVER 0 (000C05A6) Unknown Recipient
`;

const YAHOO = `Sorry, we were unable to deliver your message to the following address.

<${READER}>:
Remote host said:
550 5.1.1 <${READER}>: Recipient address rejected: User unknown in virtual alias table
[RCPT_TO]

--- Below this line is a copy of the message.

${RETURNED}`;

const YAHOO_AFTER_DATA = `Sorry, we were unable to deliver your message to the following address.

<${READER}>:
Mail server for "readers.example" unreachable for too long

--- Below this line is a copy of the message.

${RETURNED}`;

const OFFICE_HTML = `<html><head><style>p { color: black }</style></head><body>
<p>Your message to <b>${READER}</b> couldn&#39;t be delivered.</p>
<p>ada wasn&#39;t found at readers.example.</p>
<table><tr><td>Reported error:</td><td>550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${READER} not found by SMTP address lookup</td></tr></table>
</body></html>`;

export const moreBounces: readonly InventedMail[] = [
  said('InterScan', 'hard', {
    from: '"InterScan MSS" <postmaster@relay.example>',
    subject: 'Mail could not be delivered',
    body: INTERSCAN,
  }),
  said('MailFoundry', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Message delivery has failed',
    body: MAIL_FOUNDRY,
  }),
  said('TMS', 'hard', { subject: 'Mail delivery failed: returning message to sender', body: TMS }),
  said('Bigfoot', 'hard', { subject: 'Returned mail: Service unavailable', body: BIGFOOT }),
  said('Sendmail 5', 'hard', { subject: 'Returned mail: User unknown', body: SENDMAIL_5 }),
  said('a mere guess', 'soft', {
    subject: 'Mail delivery failed: returning message to sender',
    body: CPANEL_VAGUE,
  }),
  said(
    'Exim, no hosts',
    'hard',
    { subject: 'Mail delivery failed: returning message to sender', body: EXIM_ROUTE },
    'unknown-domain',
  ),
  said('Exim, too long', 'soft', {
    subject: 'Mail delivery failed: returning message to sender',
    body: EXIM_RETRY,
  }),
  said(
    'no reason at all',
    'soft',
    { from: 'postmaster@relay.example', subject: 'Delivery report', body: ICEWARP },
    'undetermined',
  ),
  said('Kerio', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Returned mail: Delivery failed',
    body: KERIO,
  }),
  said(
    'Zimbra, full',
    'soft',
    { subject: 'Undelivered Mail Returned to Sender', body: ZIMBRA_QUOTA },
    'mailbox-full',
  ),
  said('Exchange 5.5', 'hard', {
    from: 'System Administrator <postmaster@relay.example>',
    subject: 'Undeliverable: The papers of the day',
    body: X500,
  }),
  said('Yahoo', 'hard', { from: 'MAILER-DAEMON@relay.example', subject: 'Failure Notice', body: YAHOO }),
  said('Yahoo, unreachable', 'soft', {
    from: 'MAILER-DAEMON@relay.example',
    subject: 'Failure Notice',
    body: YAHOO_AFTER_DATA,
  }),
  said('HTML alone', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Undeliverable: The papers of the day',
    header: ['Content-Type: text/html; charset=utf-8'],
    body: OFFICE_HTML,
  }),
  said(
    'IMail',
    'soft',
    {
      from: 'Postmaster@relay.example',
      subject: 'Undeliverable Mail',
      body: `User mailbox exceeds allowed size: ${READER}\n\nOriginal message follows.\n\n${RETURNED}`,
    },
    'mailbox-full',
  ),
  said('IMail, unknown', 'hard', {
    from: 'Postmaster@relay.example',
    subject: 'Undeliverable Mail',
    body: `Unknown user: ${READER}\n\nOriginal message follows.\n\n${RETURNED}`,
  }),
  said('AsyncOS', 'hard', {
    from: 'Mail Delivery System <MAILER-DAEMON@relay.example>',
    subject: 'Delivery Status Notification (Failure)',
    body: `The following message to <${READER}> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 550-'5.1.1 <${READER}>... User unknown'\n`,
  }),
  said('AsyncOS, blocked', 'soft', {
    from: 'Mail Delivery System <MAILER-DAEMON@relay.example>',
    subject: 'Delivery Status Notification (Failure)',
    body: `The following message to <${READER}> was undeliverable.\nThe reason for the problem:\n5.1.0 - Unknown address error 554-'5.7.1 Service refused for your network'\n`,
  }),
  said(
    'a carrier in Brazil',
    'soft',
    {
      from: 'postmaster@relay.example',
      subject: 'Mail System Error - Returned Mail',
      body: `This Message was undeliverable due to the following reason:\n\nThe user(s) account is temporarily over quota.\n\n<${READER}>\n`,
    },
    'mailbox-full',
  ),
  said('a failed recipient', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Delivery failed',
    body: `Could not deliver message to the following recipient(s):\n\nFailed Recipient: ${READER}\nReason: Remote host said: 550 No such recipient\n`,
  }),
  said(
    'a carrier, no domain',
    'hard',
    {
      from: 'no-reply@app.relay.example',
      subject: 'Mail delivery failed',
      header: ['Return-Path: <>'],
      body: `Your mail sent on: Mon, 2 Mar 2009 08:00:00 +0900\n    Could not be delivered to: <${READER}>\n    As the remote domain doesnt exist.\n`,
    },
    'unknown-domain',
  ),
  said('qmail, our name refused', 'soft', {
    body: `Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<${READER}>:\nConnected to 192.0.2.9 but my name was rejected.\nRemote host said: 501 5.0.0 Invalid domain name\n`,
  }),
  said('qmail, our sender refused', 'soft', {
    body: `Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<${READER}>:\nConnected to 192.0.2.9 but sender was rejected.\nRemote host said: 550 5.1.1 unknown user\n`,
  }),
  said('Exim, our sender refused', 'soft', {
    subject: 'Mail delivery failed: returning message to sender',
    body: `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. The following address(es) failed:\n\n  ${READER}\n    SMTP error from remote mail server after MAIL FROM:<${OURS}>:\n    host mx.readers.example [192.0.2.9]: 550 unknown user\n`,
  }),
  said('Sendmail, our sender refused', 'soft', {
    subject: 'Returned mail: see transcript for details',
    body: `   ----- The following addresses had permanent fatal errors -----\n<${READER}>\n\n   ----- Transcript of session follows -----\n... while talking to mx.readers.example.:\n>>> MAIL From:<${OURS}> SIZE=378\n<<< 550 5.1.1 unknown user\n`,
  }),
  said('a refusal behind the message', 'soft', {
    body: `<${READER}>: host mx.readers.example[192.0.2.9] said: 550 Unknown user (in reply to end of DATA command)\n`,
  }),
  said(
    'Gmail, no such domain',
    'hard',
    {
      from: 'Mail Delivery Subsystem <mailer-daemon@relay.example>',
      subject: 'Delivery Status Notification (Failure)',
      body: `Delivery to the following recipient failed permanently:\n\n     ${READER}\n\nTechnical details of permanent failure:\nDNS Error: Domain name not found\n`,
    },
    'unknown-domain',
  ),
  said(
    'a list server',
    'soft',
    {
      from: 'readers-admin@readers.example',
      subject: 'NOT MEMBER article from bounce@news.example (readers ML)',
      header: ['X-MLServer: fml [fml 4.0 STABLE]'],
      body: `You are not a member of this mailing list <${READER}>.\nOriginal mail as follows:\n\n${RETURNED}`,
    },
    'mailbox-refuses',
  ),
];
