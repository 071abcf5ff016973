import { type InventedMail, OURS, READER, RETURNED, said } from './letter.js';

const SMAIL = `|------------------------- Message log follows: -------------------------|
 no valid recipients were found for this message
|------------------------- Failed addresses follow: ---------------------|
 <${READER}> ... unknown user
|------------------------- Message text follows: ------------------------|
${RETURNED}`;

const APACHE_JAMES = `Hi. This is the James mail server at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out. Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
${READER}

Error message:
550 5.1.1 <${READER}>: no such user here
`;

const GROUPWISE = `The message that you sent was undeliverable to the following:
\t${READER} (550 5.1.1 <${READER}>... User unknown)

Possibly truncated original message follows:
${RETURNED}`;

const MAIL_MARSHAL = `Your message:
   From:    ${OURS}
   Subject: The papers of the day

Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected: 
   ${READER}

Additional Information
======================
Original Sender:    <${OURS}>
Sender-MTA:         <192.0.2.7>
Remote-MTA:         <192.0.2.9>
Reporting-MTA:      <relay.example>
MessageName:        <B549996730000.000000000001.0003.mml>
Last-Attempt-Date:  <23:34:45, Mon 2 Mar 2026>
`;

const X6 = `We had trouble delivering your message. Full details follow:

Subject: 'The papers of the day'
Date:    'Mon, 2 Mar 2026 08:00:00 +0000'

1 error(s):

SMTP Server <mx.readers.example> rejected recipient <${READER}>
  (Error following RCPT command). It responded as follows:  [550 5.1.1 <${READER}>... User Unknown]
`;

const HMAIL = `Your message did not reach some or all of the intended recipients.

   Sent: Mon, 2 Mar 2026 08:00:00 +0000
   Subject: The papers of the day

The following recipient(s) could not be reached:

${READER}
   Error Type: SMTP
   Remote server (192.0.2.9) issued an error.
   hMailServer sent: RCPT TO:<${READER}>
   Remote server replied: 550 No such user here


hMailServer
`;

const MAILENABLE = `MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

\tRecipient: [SMTP:${READER}]
\tReason: Remote SMTP Server Returned: 550 5.1.1 mailbox not found

Message headers follow:

${RETURNED}`;

const MDAEMON = `The attached message had PERMANENT fatal delivery errors!

After one or more unsuccessful delivery attempts the attached message has
been removed from the mail queue on this server.  The number and frequency
of delivery attempts are determined by local configuration parameters.

YOUR MESSAGE WAS NOT DELIVERED TO ONE OR MORE RECIPIENTS!

--- Session Transcript ---
 Parsing message <xxxxxxxx\\pd35000004431.msg>
 From: ${OURS}
 To: ${READER}
 Attempting SMTP connection to [192.0.2.9:25]
 <-- 220 mx.readers.example ESMTP
 --> EHLO relay.example
 <-- 250 SIZE
 --> MAIL From:<${OURS}> SIZE=2000
 <-- 250 Ok
 --> RCPT To:<${READER}>
 <-- 550 5.1.1 <${READER}>: Recipient address rejected: User unknown in virtual mailbox table
 --> QUIT
--- End Transcript ---
`;

const DOMINO = `Your message

  Subject: The papers of the day

was not delivered to:

  ${READER}

because:

  User ada (${READER}) not listed in Domino Directory

`;

const EXIM_LOCAL = `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${READER}
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

${RETURNED}`;

const EXIM_DELAYED = `This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on relay.example.

The message identifier is:     1abcde-000000-AB
The subject of the message is: The papers of the day
The date of the message is:    Mon, 2 Mar 2026 08:00:00 +0000

The address to which the message has not yet been delivered is:

  ${READER}
    Delay reason: SMTP error from remote mail server after RCPT TO:<${READER}>:
    host mx.readers.example [192.0.2.9]: 450 4.1.1 <${READER}>: user unknown

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals if the message
remains undelivered.
`;

const SENDMAIL_WARNING = `    **********************************************
    **      THIS IS A WARNING MESSAGE ONLY      **
    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **
    **********************************************

The original message was received at Mon, 2 Mar 2026 08:00:00 GMT
from app.news.example [192.0.2.1]

   ----- The following addresses had transient non-fatal errors -----
<${READER}>

   ----- Transcript of session follows -----
<${READER}>... Deferred: Connection timed out with mx.readers.example.
Warning: message still undelivered after 4 hours
Will keep trying until message is 5 days old
`;

const SENDMAIL_OLD = `The original message was received at Mon, 2 Mar 1998 08:00:00 GMT
from app.news.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<${READER}>

   ----- Transcript of session follows -----
... while talking to mx.readers.example.:
>>> RCPT To:<${READER}>
<<< 550 <${READER}>... User unknown
550 <${READER}>... User unknown

   ----- Original message follows -----

${RETURNED}`;

const AOL = `The original message was received at Mon, 2 Mar 2009 08:00:00 -0500 (EST)
from app.news.example [192.0.2.1]


*** ATTENTION ***

Your e-mail is being returned to you because there was a problem with its
delivery.  The address which was undeliverable is listed in the section
labeled: "----- The following addresses had permanent fatal errors -----".

   ----- The following addresses had permanent fatal errors -----
<${READER}>

   ----- Transcript of session follows -----
... while talking to air-xx01.readers.example.:
>>> RCPT To:<${READER}>
<<< 550 MAILBOX NOT FOUND
550 <${READER}>... User unknown
`;

const KDDI_FULL = `Your mail sent on: Mon, 2 Mar 2009 08:00:00 +0900
could not be delivered to : <${READER}>
As their mailbox is full.

${RETURNED}`;

const COURIER = `This is a delivery status notification from relay.example,
running the Courier mail server, version 0.65.2.

The original message was received on Mon, 02 Mar 2026 08:00:00 +0000
from app.news.example (app.news.example [192.0.2.1])

---------------------------------------------------------------------------

                           UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<${READER}>:
    mx.readers.example [192.0.2.9]:
>>> RCPT TO:<${READER}>
<<< 550 5.1.1 <${READER}>... User Unknown

---------------------------------------------------------------------------

If your message was also sent to additional recipients, their delivery
status is not included in this report.
`;

const POST_OFFICE = `This message was undeliverable due to the following reason:

Each of the following recipients was rejected by a remote mail server.
The reasons given by the server are included to help you determine why
each recipient was rejected.

    Recipient: <${READER}>
    Reason:    <${READER}>... User unknown


Please reply to <postmaster@relay.example>
if you feel this message to be in error.
`;

const NOT_IN_TIME = `This Message was undeliverable due to the following reason:

Your message was not delivered because the destination computer was
not reachable within the allowed queue period.  The amount of time
a message is queued before it is returned depends on local configura-
tion parameters.

Host mx.readers.example is not responding.

The following recipients did not receive this message:
<${READER}>

Please reply to <postmaster@relay.example>
if you feel this message to be in error.
`;

const GMAIL_BLOCKED = `** Message blocked **

Your message to ${READER} has been blocked. See technical details below for more information.

The response from the remote server was:
550 5.7.1 [192.0.2.7] Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam, this message has been blocked.
`;

const GMAIL_NOT_FOUND = `** Address not found **

Your message wasn't delivered to ${READER} because the address couldn't be found, or is unable to receive mail.

The response from the remote server was:
550 5.1.1 <${READER}>: Recipient address rejected: User unknown
`;

const QMAIL_NO_HOST = `Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${READER}>:
Sorry, I couldn't find any host named readers.example. (#5.1.2)

--- Below this line is a copy of the message.

${RETURNED}`;

const QMAIL_BLOCKED = `Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${READER}>:
192.0.2.9 does not like recipient.
Remote host said: 554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.lists.example; https://lists.example/query/192.0.2.7
Giving up on 192.0.2.9.

--- Below this line is a copy of the message.

${RETURNED}`;

const ISODE = `This report relates to your message: Subject: The papers of the day,
        Message-ID: <d1.s1@news.example>,
        To: ${READER}
        of Mon, 2 Mar 1998 08:00:00 +0000

Your message was not delivered to   ${READER}
        for the following reason:
        Recipient's Mailbox unavailable
        Unknown Address
        Undefined mailbox '${READER}': no such user

*****  The following information is directed towards the local administrator
*****  and is not intended for the end user
`;

const ZMAILER = `This is a collection of reports about email delivery
process concerning a message you originated.

Some explanations/translations for these reports
can be found at:  http://www.zmailer.example/delivery-report-decoding.html

FAILED:
  Original Recipient:
    rfc822;${READER}
  Control data:
    smtp readers.example ${READER} 60001
  Diagnostic texts:
    <smtp [192.0.2.9]; 550 5.1.1 (No such local user)>
`;

const SIMS = `Your message cannot be delivered to the following recipients:

  Recipient address: ${READER}
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 unknown or illegal alias: ${READER}
  Remote system: dns;mx.readers.example (TCP|192.0.2.7|34567|192.0.2.9|25)
`;

export const bouncesOfServers: readonly InventedMail[] = [
  said('smail', 'hard', { subject: 'mail failed, returning to sender', body: SMAIL }),
  said('Apache James', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Re:The papers of the day',
    body: APACHE_JAMES,
  }),
  said('GroupWise', 'hard', {
    from: 'Mailer-Daemon@relay.example',
    subject: 'Message status - undeliverable',
    body: GROUPWISE,
  }),
  said('MailMarshal', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Undeliverable Mail: "The papers of the day"',
    body: MAIL_MARSHAL,
  }),
  said('GoAnywhere', 'hard', { from: 'postmaster@relay.example', subject: 'Delivery Failure', body: X6 }),
  said('hMailServer', 'hard', {
    from: 'mailer-daemon@relay.example',
    subject: 'Message undeliverable: The papers of the day',
    body: HMAIL,
  }),
  said('MailEnable', 'hard', {
    from: 'Postmaster <POSTMASTER@relay.example>',
    subject: 'Message Delivery Failure',
    body: MAILENABLE,
  }),
  said('MDaemon', 'hard', {
    from: 'MDaemon <MDaemon@relay.example>',
    subject: 'Permanent Delivery Failure',
    body: MDAEMON,
  }),
  said('Domino', 'hard', {
    from: 'Postmaster@relay.example',
    subject: 'DELIVERY FAILURE: User ada not listed in Domino Directory',
    body: DOMINO,
  }),
  said('Exim, local', 'hard', {
    subject: 'Mail delivery failed: returning message to sender',
    header: ['Auto-Submitted: auto-replied'],
    body: EXIM_LOCAL,
  }),
  said('Exim, delayed', 'soft', {
    subject: 'Warning: message 1abcde-000000-AB delayed 24 hours',
    body: EXIM_DELAYED,
  }),
  said('Sendmail, warning', 'soft', {
    subject: 'Warning: could not send message for past 4 hours',
    body: SENDMAIL_WARNING,
  }),
  said('Sendmail 8.8', 'hard', { subject: 'Returned mail: User unknown', body: SENDMAIL_OLD }),
  said('AOL', 'hard', { subject: 'Returned mail: User unknown', body: AOL }),
  said(
    'a Japanese carrier, full',
    'soft',
    {
      from: 'no-reply@app.relay.example',
      subject: 'Mail delivery failed',
      header: ['Return-Path: <>'],
      body: KDDI_FULL,
    },
    'mailbox-full',
  ),
  said('Courier', 'hard', {
    from: '"Courier mail server at relay.example" <@>',
    subject: 'NOTICE: mail delivery status.',
    body: COURIER,
  }),
  said('Post.Office', 'hard', {
    from: 'Mail Administrator <Postmaster@relay.example>',
    subject: 'Mail System Error - Returned Mail',
    body: POST_OFFICE,
  }),
  said('Post.Office, not in time', 'soft', {
    from: 'Mail Administrator <Postmaster@relay.example>',
    subject: 'Mail System Error - Returned Mail',
    body: NOT_IN_TIME,
  }),
  said(
    'Gmail, blocked',
    'soft',
    {
      from: 'Mail Delivery Subsystem <mailer-daemon@relay.example>',
      subject: 'Delivery Status Notification (Failure)',
      body: GMAIL_BLOCKED,
    },
    'spam',
  ),
  said('Gmail, not found', 'hard', {
    from: 'Mail Delivery Subsystem <mailer-daemon@relay.example>',
    subject: 'Delivery Status Notification (Failure)',
    body: GMAIL_NOT_FOUND,
  }),
  said('qmail, no host', 'hard', { body: QMAIL_NO_HOST }, 'unknown-domain'),
  said('qmail, blocked', 'soft', { body: QMAIL_BLOCKED }, 'reputation'),
  said('ISODE', 'hard', {
    from: 'Postmaster@relay.example',
    subject: 'Delivery Report (failure) for ada',
    body: ISODE,
  }),
  said('ZMailer', 'hard', {
    from: 'The Post Office <postmaster@relay.example>',
    subject: 'Delivery reports about your email [FAILED(1)]',
    body: ZMAILER,
  }),
  said('Sun Internet Mail Server', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Delivery Notification: Delivery has failed',
    body: SIMS,
  }),
];
