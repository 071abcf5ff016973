import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import type { FeedbackClass } from '../../../src/model/feedback.js';
import { letter, READER, RETURNED } from './invented/letter.js';

type Shape = readonly [name: string, kind: FeedbackClass, subject: string, body: string];

/** How servers lay a report out in prose, each about one reader; what came back follows where they say so. */
const shapes: readonly Shape[] = [
  [
    'Exim, a remote server',
    'hard',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ${READER}\n    host mx.readers.example [192.0.2.9]\n    SMTP error from remote mail server after RCPT TO:<${READER}>:\n    550 5.1.1 <${READER}>: Recipient address rejected:\n    User unknown in relay recipient table`,
  ],
  [
    'Exim, too long in the queue',
    'soft',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  ${READER}\n    host mx.readers.example [192.0.2.9]\n    SMTP error from remote mail server after initial connection:\n    421 too many connections: retry timeout exceeded`,
  ],
  [
    'Exim, a sender that was not verified',
    'soft',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n  ${READER}\n    SMTP error from remote mail server after RCPT TO:<${READER}>:\n    550-Verification failed for <editor@news.example>\n    550-No Such User Here\n    550 Sender verify failed`,
  ],
  [
    'qmail, refused',
    'hard',
    'failure notice',
    `Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<${READER}>:\n192.0.2.9 does not like recipient.\nRemote host said: 511 sorry, no mailbox here by that name (#5.1.1 - chkuser)\nGiving up on 192.0.2.9.\n\n--- Below this line is a copy of the message.\n\n${RETURNED}`,
  ],
  [
    'qmail, the sender refused',
    'soft',
    'failure notice',
    `Hi. This is the qmail-send program at relay.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<${READER}>:\nConnected to 192.0.2.9 but sender was rejected.\nRemote host said: 550 sender's domain unknown\n\n--- Below this line is a copy of the message.\n\n${RETURNED}`,
  ],
  [
    'qmail, after days',
    'soft',
    'failure notice',
    `Hi. This is the qmail-send program at relay.example.\n\n<${READER}>:\nSorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has been in the queue too long.\n\n--- Below this line is a copy of the message.\n\n${RETURNED}`,
  ],
  [
    'Postfix, a pipe',
    'hard',
    'Undelivered Mail Returned to Sender',
    `This is the mail system at host relay.example.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. It's attached below.\n\n<${READER}>: unknown user: "ada"`,
  ],
  [
    'Postfix, a block list',
    'soft',
    'Undelivered Mail Returned to Sender',
    `This is the mail system at host relay.example.\n\n<${READER}>: host mx.readers.example[192.0.2.9] said: 554 5.7.1 Service\n    unavailable; Client host [192.0.2.1] blocked using zen.example; user unknown\n    lists are not accepted (in reply to RCPT TO command)`,
  ],
  [
    'sendmail',
    'hard',
    'Returned mail: see transcript for details',
    `The original message was received at Mon, 2 Mar 2026 08:00:00 GMT\nfrom app.news.example [192.0.2.1]\n\n   ----- The following addresses had permanent fatal errors -----\n<${READER}>\n    (reason: 550 5.1.1 <${READER}>... User unknown)\n\n   ----- Transcript of session follows -----\n... while talking to mx.readers.example.:\n>>> DATA\n<<< 550 5.1.1 <${READER}>... User unknown\n550 5.1.1 <${READER}>... User unknown\n<<< 503 5.0.0 Need RCPT (recipient)`,
  ],
  [
    'sendmail, a full disk',
    'soft',
    'Returned mail: see transcript for details',
    `   ----- The following addresses had permanent fatal errors -----\n<${READER}>\n    (reason: 552 5.2.2 Over quota)\n\n   ----- Transcript of session follows -----\n<<< 552 5.2.2 Over quota\n554 5.0.0 Service unavailable`,
  ],
  [
    'Gmail',
    'hard',
    'Delivery Status Notification (Failure)',
    `** Address not found **\n\nYour message wasn't delivered to ${READER} because the address couldn't be found, or is unable to receive mail.\n\nThe response from the remote server was:\n550 5.1.1 The email account that you tried to reach does not exist.`,
  ],
  [
    'Gmail, blocked',
    'soft',
    'Delivery Status Notification (Failure)',
    `** Message blocked **\n\nYour message to ${READER} has been blocked. See technical details below for more information.\n\nThe response from the remote server was:\n550 5.7.1 Recipient not authorized, your IP has been found on a block list`,
  ],
  [
    'Gmail, the inbox full',
    'soft',
    'Delivery Status Notification (Failure)',
    `** Recipient inbox full **\n\nYour message couldn't be delivered to ${READER}. Their inbox is full, or it's getting too much mail right now.`,
  ],
  [
    'Microsoft 365',
    'hard',
    'Undeliverable: The papers of the day',
    `Your message to ${READER} couldn't be delivered.\n\nada wasn't found at readers.example.\n\nDiagnostic information for administrators:\n\nGenerating server: AM0PR0000.example\n\n${READER}\nRemote server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${READER} not found by SMTP address lookup'`,
  ],
  [
    'Microsoft 365, a group',
    'soft',
    'Undeliverable: The papers of the day',
    `Your message to ${READER} couldn't be delivered.\n\nThe group ada only accepts messages from people in its organization or on its allowed senders list.\n\nDiagnostic information for administrators:\n\n${READER}\nRemote server returned '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required'`,
  ],
  [
    'Exchange on premises, in German',
    'hard',
    'Unzustellbar: The papers of the day',
    `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\n${READER}\nDie eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\nDiagnoseinformationen für Administratoren:\n\n${READER}\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##`,
  ],
  [
    'Yahoo',
    'hard',
    'Failure Notice',
    `Sorry, we were unable to deliver your message to the following address.\n\n<${READER}>:\n554: delivery error: dd This user doesn't have a readers.example account (${READER}) [0] - mta4.example\n\n--- Below this line is a copy of the message.\n\n${RETURNED}`,
  ],
  [
    'GMX',
    'soft',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.\n\nThe following address failed:\n\n${READER}:\nSMTP error from remote server for TEXT command, host: mx.readers.example (192.0.2.9)\nreason: 552-Requested mail action aborted: exceeded storage allocation\n552 Quota exceeded. The recipient's mailbox is full.`,
  ],
  [
    'IONOS, unknown',
    'hard',
    'Mail delivery failed: returning message to sender',
    `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients. The following addresses failed:\n\n${READER}:\nSMTP error from remote server for RCPT TO command, host: mx.readers.example (192.0.2.9) reason: 550 Requested action not taken: mailbox unavailable`,
  ],
  [
    'Yandex',
    'hard',
    'Недоставленное сообщение',
    `Это письмо отправлено почтовым сервером yandex.example.\n\nК сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может\nбыть отправлено одному или нескольким адресатам.\n\n<${READER}>: host mx.readers.example[192.0.2.9] said: 550 5.7.1 No such user!\n    (in reply to RCPT TO command)`,
  ],
  [
    'Mail.ru',
    'hard',
    'Mail failure.',
    `This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its recipients.\n\n${READER}\n** Message was not accepted -- invalid mailbox.  Local mailbox ${READER} is unavailable: user not found`,
  ],
  [
    'NetEase',
    'hard',
    '系统退信',
    `抱歉，您的邮件被退回来了……\n\n收件人邮件地址（${READER}）不存在，邮件无法送达。\n\nSMTP error, RCPT TO: Host readers.example(192.0.2.9) said 550 User not found: ${READER}`,
  ],
  [
    'QQ, the content',
    'soft',
    '来自QQ邮箱的退信',
    `很抱歉您发送的邮件被退回，以下是该邮件的相关信息：\n\n无法发送到 ${READER}\n退信原因 收件人邮件服务器拒收了该邮件。\nhost mx.readers.example[192.0.2.9] said: 550 Mail content denied.`,
  ],
  [
    'docomo',
    'hard',
    'Mail System Error - Returned Mail',
    `This Message was undeliverable due to the following reason:\n\nEach of the following recipients was rejected by a remote mail server.\n\n    Recipient: <${READER}>\n    Reason:    Unknown user ${READER}`,
  ],
  [
    'Orange',
    'hard',
    'Message non distribue / Undelivered message',
    `Votre message n'a pas pu être remis au destinataire suivant :\n\n<${READER}>: host smtp-in.readers.example[192.0.2.9] said: 550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416] (in reply to RCPT TO command)`,
  ],
  [
    'Domino',
    'hard',
    'DELIVERY FAILURE: User ada (ada@readers.example) not listed in Domino Directory',
    `Your message\n\n  Subject: The papers of the day\n\nwas not delivered to:\n\n  ${READER}\n\nbecause:\n\n  User ada (${READER}) not listed in Domino Directory`,
  ],
  [
    'Mimecast',
    'soft',
    '[Postmaster] Messages on hold or rejected',
    `Your message could not be delivered to ${READER}.\n\nRemote server said: 550 Rejected by header based Anti-Spoofing policy: editor@news.example`,
  ],
  [
    'a note of the title of our own paper',
    'soft',
    'Undeliverable: No Such User: Personas for Language Models',
    `Your message\n\n  To: ${READER}\n  Subject: No Such User: Personas for Language Models\n\ncould not be delivered.\n\n${READER}\n#< #5.7.1 smtp;554 5.7.1 Message refused by policy> #SMTP#`,
  ],
];

describe('reports in prose', () => {
  it.each(shapes)('%s', (_, kind, subject, body) => {
    const { events } = classifyMail(Buffer.from(letter({ subject, body })));
    expect(events).toMatchObject([{ class: kind, recipient: READER }]);
  });
});
