import type { FeedbackClass, FeedbackReason } from '../../../src/model/feedback.js';

/** Invented messages, worded as servers word them; nobody in them exists. */
export interface InventedMail {
  readonly name: string;
  readonly raw: string;
  readonly class: FeedbackClass;
  /** Who it must be about; null where it names nobody. */
  readonly recipient: string | null;
  readonly reason?: FeedbackReason;
}

const READER = 'ada@readers.example';
const OURS = 'bounce@news.example';

interface Parts {
  readonly from?: string;
  readonly subject?: string;
  readonly header?: readonly string[];
  readonly body: string;
}

function letter({
  from = 'Mail Delivery System <MAILER-DAEMON@relay.example>',
  subject = 'failure notice',
  header = [],
  body,
}: Parts): string {
  return [`From: ${from}`, `To: ${OURS}`, `Subject: ${subject}`, ...header, '', body, ''].join('\n');
}

const RETURNED = [
  `Return-Path: <${OURS}>`,
  'Received: from app.news.example by relay.example; Mon, 2 Mar 2026 08:00:00 +0000',
  'Message-ID: <d1.s1@news.example>',
  `From: The News <editor@news.example>`,
  `To: ${READER}`,
  'Subject: The papers of the day',
  '',
  'The user unknown, mailbox full and spam are words of this text.',
].join('\n');

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

const DOMINO_GERMAN = `Ihre Nachricht

  Betreff: The papers of the day

konnte nicht zugestellt werden an:

  ${READER}

Grund:

  Empfänger ada (${READER}) nicht im Domino-Verzeichnis gefunden
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

const EXCHANGE_GERMAN = `Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.

      Betreff:  The papers of the day
      Gesendet am:      02.03.2010 08:00

Folgende(r) Empfänger kann/können nicht erreicht werden:

      '${READER}' am 02.03.2010 08:00
            Das E-Mail-System konnte die Nachricht nicht zustellen, es wurde kein spezifischer Grund angegeben.
            <relay.example #5.1.1 smtp;550 5.1.1 User unknown>
`;

const QQ_CHINESE = `尊敬的用户，您好！

很抱歉，您的邮件被退回，以下是退信的详细信息：

无法发送到 ${READER}

退信原因：收件人邮件地址（${READER}）不存在，邮件无法送达。
`;

const NETEASE_FULL = `抱歉，您的邮件被退回来了……

收件人：${READER}
退信原因：对方邮箱空间已满，暂时无法接收邮件。
`;

const NAVER_KOREAN = `메일 전송에 실패하였습니다.

받는사람 : ${READER}
실패사유 : 존재하지 않는 사용자입니다.
`;

const RUSSIAN = `Это письмо создано автоматически сервером.

К сожалению, Ваше письмо не может быть доставлено следующим получателям:

  ${READER}
    Почтовый ящик не существует
`;

const FRENCH = `Votre message n'a pas pu être remis au destinataire suivant :

${READER}

Raison : adresse du destinataire inconnue
`;

const SPANISH = `Su mensaje no se pudo entregar a los siguientes destinatarios:

<${READER}>:
El buzón del usuario está lleno, cuota excedida
`;

const PORTUGUESE = `Sua mensagem não foi entregue ao seguinte destinatário:

${READER}: 550 usuário inexistente
`;

const ITALIAN = `Il messaggio non è stato consegnato al seguente destinatario:

<${READER}>: casella di posta inesistente
`;

const JAPANESE = `次の宛先へのメッセージはエラーのため送信できませんでした。

<${READER}>

送信先メールアドレスが見つかりませんでした。
メールアドレスをご確認の上、再送信してください。
`;

const POLISH = `Wiadomość nie mogła zostać dostarczona do odbiorcy:

${READER}

550 użytkownik nie istnieje
`;

const QMAIL_LOCAL = `Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<${READER}>:
Sorry, no mailbox here by that name. vpopmail (#5.1.1)

--- Below this line is a copy of the message.

${RETURNED}`;

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

const HELD_BY_LIST = `Your mail to 'Readers' with the subject

    The papers of the day

Is being held until the list moderator can review it for approval.

The reason it is being held:

    Post by non-member to a members-only list
`;

export const inventedMail: readonly InventedMail[] = [
  {
    name: 'smail',
    raw: letter({ subject: 'mail failed, returning to sender', body: SMAIL }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Apache James',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Re:The papers of the day',
      body: APACHE_JAMES,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'GroupWise',
    raw: letter({
      from: 'Mailer-Daemon@relay.example',
      subject: 'Message status - undeliverable',
      body: GROUPWISE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'MailMarshal',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Undeliverable Mail: "The papers of the day"',
      body: MAIL_MARSHAL,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'GoAnywhere',
    raw: letter({ from: 'postmaster@relay.example', subject: 'Delivery Failure', body: X6 }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'hMailServer',
    raw: letter({
      from: 'mailer-daemon@relay.example',
      subject: 'Message undeliverable: The papers of the day',
      body: HMAIL,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'MailEnable',
    raw: letter({
      from: 'Postmaster <POSTMASTER@relay.example>',
      subject: 'Message Delivery Failure',
      body: MAILENABLE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'MDaemon',
    raw: letter({
      from: 'MDaemon <MDaemon@relay.example>',
      subject: 'Permanent Delivery Failure',
      body: MDAEMON,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Domino',
    raw: letter({
      from: 'Postmaster@relay.example',
      subject: 'DELIVERY FAILURE: User ada not listed in Domino Directory',
      body: DOMINO,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Domino in German',
    raw: letter({
      from: 'Postmaster@relay.example',
      subject: 'ZUSTELLUNGSFEHLER',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: DOMINO_GERMAN,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Exim, local',
    raw: letter({
      subject: 'Mail delivery failed: returning message to sender',
      header: ['Auto-Submitted: auto-replied'],
      body: EXIM_LOCAL,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Exim, delayed',
    raw: letter({ subject: 'Warning: message 1abcde-000000-AB delayed 24 hours', body: EXIM_DELAYED }),
    class: 'soft',
    recipient: READER,
  },
  {
    name: 'Sendmail, warning',
    raw: letter({ subject: 'Warning: could not send message for past 4 hours', body: SENDMAIL_WARNING }),
    class: 'soft',
    recipient: READER,
  },
  {
    name: 'Sendmail 8.8',
    raw: letter({ subject: 'Returned mail: User unknown', body: SENDMAIL_OLD }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'AOL',
    raw: letter({ subject: 'Returned mail: User unknown', body: AOL }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'a Japanese carrier, full',
    raw: letter({
      from: 'no-reply@app.relay.example',
      subject: 'Mail delivery failed',
      header: ['Return-Path: <>'],
      body: KDDI_FULL,
    }),
    class: 'soft',
    recipient: READER,
    reason: 'mailbox-full',
  },
  {
    name: 'Courier',
    raw: letter({
      from: '"Courier mail server at relay.example" <@>',
      subject: 'NOTICE: mail delivery status.',
      body: COURIER,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Post.Office',
    raw: letter({
      from: 'Mail Administrator <Postmaster@relay.example>',
      subject: 'Mail System Error - Returned Mail',
      body: POST_OFFICE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Post.Office, not in time',
    raw: letter({
      from: 'Mail Administrator <Postmaster@relay.example>',
      subject: 'Mail System Error - Returned Mail',
      body: NOT_IN_TIME,
    }),
    class: 'soft',
    recipient: READER,
  },
  {
    name: 'Gmail, blocked',
    raw: letter({
      from: 'Mail Delivery Subsystem <mailer-daemon@relay.example>',
      subject: 'Delivery Status Notification (Failure)',
      body: GMAIL_BLOCKED,
    }),
    class: 'soft',
    recipient: READER,
    reason: 'spam',
  },
  {
    name: 'Gmail, not found',
    raw: letter({
      from: 'Mail Delivery Subsystem <mailer-daemon@relay.example>',
      subject: 'Delivery Status Notification (Failure)',
      body: GMAIL_NOT_FOUND,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Exchange in German',
    raw: letter({
      from: 'Systemadministrator',
      subject: 'Unzustellbar: The papers of the day',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: EXCHANGE_GERMAN,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Chinese, unknown',
    raw: letter({
      from: 'PostMaster@relay.example',
      subject: '系统退信/Systems bounce',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: QQ_CHINESE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Chinese, full',
    raw: letter({
      from: 'Postmaster@relay.example',
      subject: '系统退信',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: NETEASE_FULL,
    }),
    class: 'soft',
    recipient: READER,
    reason: 'mailbox-full',
  },
  {
    name: 'Korean',
    raw: letter({
      from: 'mailer-daemon@relay.example',
      subject: '[메일발송실패]',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: NAVER_KOREAN,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Russian',
    raw: letter({
      subject: 'Письмо не доставлено',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: RUSSIAN,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'French',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Échec de la remise',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: FRENCH,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Spanish, full',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Mensaje no entregado',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: SPANISH,
    }),
    class: 'soft',
    recipient: READER,
    reason: 'mailbox-full',
  },
  {
    name: 'Portuguese',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Mensagem não entregue',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: PORTUGUESE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Italian',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Mancata consegna',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: ITALIAN,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Japanese',
    raw: letter({
      from: 'Postmaster@relay.example',
      subject: 'Mail System Error - Returned Mail',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: JAPANESE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Polish',
    raw: letter({
      subject: 'Zwrot wiadomości',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: POLISH,
    }),
    class: 'hard',
    recipient: READER,
  },
  { name: 'qmail, no mailbox', raw: letter({ body: QMAIL_LOCAL }), class: 'hard', recipient: READER },
  {
    name: 'qmail, no host',
    raw: letter({ body: QMAIL_NO_HOST }),
    class: 'hard',
    recipient: READER,
    reason: 'unknown-domain',
  },
  {
    name: 'qmail, blocked',
    raw: letter({ body: QMAIL_BLOCKED }),
    class: 'soft',
    recipient: READER,
    reason: 'reputation',
  },
  {
    name: 'ISODE',
    raw: letter({
      from: 'Postmaster@relay.example',
      subject: 'Delivery Report (failure) for ada',
      body: ISODE,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'ZMailer',
    raw: letter({
      from: 'The Post Office <postmaster@relay.example>',
      subject: 'Delivery reports about your email [FAILED(1)]',
      body: ZMAILER,
    }),
    class: 'hard',
    recipient: READER,
  },
  {
    name: 'Sun Internet Mail Server',
    raw: letter({
      from: 'postmaster@relay.example',
      subject: 'Delivery Notification: Delivery has failed',
      body: SIMS,
    }),
    class: 'hard',
    recipient: READER,
  },

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
  {
    name: 'a vacation note',
    raw: letter({
      from: `Ada <${READER}>`,
      subject: 'Automatic reply: The papers of the day',
      header: ['Return-Path: <>', 'Auto-Submitted: auto-replied'],
      body: 'I am away until Monday. Your message was not delivered to anyone else.',
    }),
    class: 'autoreply',
    recipient: READER,
  },
  {
    name: 'a note of somebody who left',
    raw: letter({
      from: READER,
      subject: 'Auto: The papers of the day',
      header: ['Auto-Submitted: auto-replied', 'X-Autoreply: yes'],
      body: 'Ada no longer works here. This mailbox does not exist any more.',
    }),
    class: 'autoreply',
    recipient: READER,
  },
  {
    name: 'a German vacation note',
    raw: letter({
      from: READER,
      subject: 'Abwesenheitsnotiz: The papers of the day',
      body: 'Ich bin bis Montag im Urlaub.',
    }),
    class: 'autoreply',
    recipient: READER,
  },
  {
    name: 'a Japanese vacation note',
    raw: letter({ from: READER, subject: '=?utf-8?B?6Ieq5YuV5b+c562U?=', body: 'x' }),
    class: 'autoreply',
    recipient: READER,
  },
  {
    name: 'a challenge',
    raw: letter({
      from: READER,
      subject: 'Please confirm your message',
      body: 'To deliver your message, please verify that you are a human: https://challenge.example/1',
    }),
    class: 'autoreply',
    recipient: READER,
    reason: 'challenge',
  },
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
  {
    name: 'a request to leave',
    raw: letter({ from: `Ada <${READER}>`, subject: 'unsubscribe', body: '' }),
    class: 'unsubscribe',
    recipient: READER,
  },
  {
    name: 'a request to leave in French',
    raw: letter({ from: READER, subject: '=?utf-8?Q?D=C3=A9sinscription?=', body: '' }),
    class: 'unsubscribe',
    recipient: READER,
  },
];
