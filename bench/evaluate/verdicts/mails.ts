import { type deadInReport, filled } from './dialects.js';

/** One message that was sent, as far as what comes back names it. */
export interface Sent {
  readonly address: string;
  /** Its envelope sender, to which everything comes back. */
  readonly returnPath: string;
  /** This one included. */
  readonly attempts: number;
  /** Makes each mail another one. */
  readonly name: string;
}

const DATE = 'Date: Wed, 25 Mar 2026 08:00:01 +0000';

function mail(lines: readonly string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`);
}

/** What a server reports of a dead address. */
export function deadReport({ form, words }: (typeof deadInReport)[number], sent: Sent): Buffer {
  const said = filled(words, sent.address);
  const head = [
    'From: Mail Delivery System <mailer-daemon@relay.example>',
    `To: <${sent.returnPath}>`,
    DATE,
    `Message-ID: <${sent.name}@relay.example>`,
  ];
  if (form === 'exim') {
    return mail([
      ...[...head, `X-Failed-Recipients: ${sent.address}`, 'Auto-Submitted: auto-replied'],
      ...['Subject: Mail delivery failed: returning message to sender', ''],
      ...['This message was created automatically by mail delivery software.', ''],
      ...['A message that you sent could not be delivered to one or more of its recipients. This is a'],
      ...['permanent error. The following address(es) failed:', '', `  ${sent.address}`, `    ${said}`, ''],
    ]);
  }
  if (form === 'qmail') {
    return mail([
      ...[...head, 'Subject: failure notice', '', 'Hi. This is the qmail-send program at relay.example.'],
      ...["I'm afraid I wasn't able to deliver your message to the following addresses."],
      ...["This is a permanent error; I've given up. Sorry it didn't work out.", ''],
      ...[`<${sent.address}>:`, said, ''],
    ]);
  }
  return mail([
    ...[...head, 'Subject: Undelivered Mail Returned to Sender', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b'],
    ...['Content-Type: text/plain', '', 'Your message could not be delivered.', '', '--b'],
    ...['Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; relay.example', ''],
    ...[`Final-Recipient: rfc822; ${sent.address}`, 'Action: failed'],
    ...[
      `Status: ${/\b5\.\d\.\d{1,2}\b/.exec(said)?.[0] ?? '5.0.0'}`,
      `Diagnostic-Code: ${said}`,
      '',
      '--b--',
    ],
  ]);
}

/** What a reader on holiday has written to whoever writes: with the marks of automatic mail, without, and by Amazon. */
export function vacationMail(kind: number, sent: Sent): Buffer {
  const head = [
    `From: <${sent.address}>`,
    `To: <${sent.returnPath}>`,
    DATE,
    `Message-ID: <${sent.name}@away.example>`,
  ];
  const away = 'I am away until Monday. My account is disabled meanwhile; this mailbox is no longer read.';
  switch (kind) {
    case 0:
      return mail([...head, 'Subject: Out of office', 'Auto-Submitted: auto-replied', '', away]);
    case 1:
      return mail([...head, 'Subject: Automatic reply: Daily papers', 'X-Autoreply: yes', '', away]);
    case 2:
      return mail([...head, 'Subject: Abwesenheitsnotiz: Daily papers', 'Precedence: auto_reply', '', away]);
    default:
      return mail([
        ...['From: AWS Notifications <no-reply@sns.amazonaws.com>', `To: <${sent.returnPath}>`, DATE],
        ...['Subject: Amazon SES Email Event Notification', 'Content-Type: text/plain', ''],
        JSON.stringify({
          notificationType: 'Bounce',
          bounce: {
            ...{ bounceType: 'Transient', bounceSubType: 'General', feedbackId: sent.name },
            bouncedRecipients: [{ emailAddress: sent.address }],
            timestamp: '2026-03-25T08:00:01.000Z',
          },
          mail: { source: sent.returnPath, messageId: sent.name, destination: [sent.address] },
        }),
      ]);
  }
}
