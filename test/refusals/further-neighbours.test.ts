import { describe, expect, it } from 'vitest';
import { classifyReply } from '../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply, type SmtpStage } from '../../src/delivery/smtp/smtp-reply.js';
import type { OutcomeClass } from '../../src/model/delivery.js';

type Heard = readonly [stage: SmtpStage, reply: string];

/** Written before the rules were looked at again; what each kind may be, and how else it is said. */
const kinds: Readonly<Record<string, readonly [readonly OutcomeClass[], readonly Heard[]]>> = {
  'throttled: sender quota': [
    ['throttled'],
    [
      ['rcpt', '550 5.7.1 You have exceeded your daily sending limits'],
      [
        'final',
        '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to',
      ],
      [
        'rcpt',
        '550 Domain example.org has exceeded the max defers and failures per hour (5/5 (100%)) allowed. Message discarded.',
      ],
      ['final', '554 5.7.1 Message quota of your plan is exhausted'],
      ['rcpt', '552 5.7.0 Number of messages per day exceeded for this SMTP account'],
      ['final', '554 Maximum sending rate exceeded'],
      [
        'rcpt',
        "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
      ],
      ['final', '550 Outgoing messages limit reached for user papers@example.com'],
      ['rcpt', '450 4.2.1 You have reached your hourly sending quota'],
      ['rcpt', '550 Hourly quota for outbound mail exceeded'],
    ],
  ],
  'configuration: account': [
    ['configuration'],
    [
      ['final', '554 5.7.1 Your account has been suspended for sending; contact support'],
      ['rcpt', '550 Sending from this account has been blocked'],
      ['rcpt', '535 5.7.8 Account disabled'],
      ['rcpt', '550 5.7.1 SMTP service is disabled for your account'],
      ['final', '554 Message rejected: Your account is currently under review'],
      [
        'rcpt',
        '550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP for your tenant',
      ],
      ['rcpt', '550 Account suspended'],
      ['rcpt', '550 This account has been deactivated'],
      ['rcpt', '550 Your SMTP account has expired'],
      ['rcpt', '550 Account papers@example.com is disabled for outgoing mail'],
    ],
  ],
  'configuration: send as': [
    ['configuration'],
    [
      ['rcpt', '550 5.7.1 Sender address rejected: not owned by user papers'],
      ['final', '554 5.2.252 SendAsDenied; papers@example.com not allowed to send as daily@example.com'],
      ['rcpt', '553 5.7.1 <papers@example.com>: Sender address rejected: not owned by auth user'],
      ['rcpt', '550 You are not allowed to use this From address'],
      ['rcpt', '550 5.7.1 Client was not authorized to send as papers@example.com'],
      [
        'final',
        '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: papers@example.com',
      ],
      ['rcpt', '501 5.1.7 Invalid sender address'],
      ['rcpt', '550 5.1.8 Sender domain does not exist'],
    ],
  ],
  'configuration: our domain': [
    ['configuration', 'policy'],
    [
      ['rcpt', '550 Domain of sender does not resolve'],
      ['rcpt', '553 Domain news.example.com does not exist'],
      ['rcpt', '550 No such domain: news.example.com'],
      ['rcpt', '550 your domain was not found'],
      ['rcpt', '550 Sender domain not found'],
      ['rcpt', '550 host unknown [192.0.2.1]'],
      ['rcpt', '550 Unknown host news.example.com'],
      ['rcpt', '550 unknown client host [192.0.2.9]'],
      ['rcpt', '550 5.7.1 Client host rejected: cannot find your hostname, [192.0.2.1]'],
      ['rcpt', '554 5.7.1 Unable to verify the domain of your sender'],
    ],
  ],
  'a null MX of ours': [
    ['configuration'],
    [
      ['rcpt', '550 Your domain has a null MX'],
      ['rcpt', '550 Return domain has null MX (RFC 7505)'],
      ['rcpt', '550 5.7.27 Sender address has null MX'],
      ['rcpt', '556 5.1.10 Sender has NULL MX'],
    ],
  ],
  'sender verification': [
    ['configuration'],
    [
      ['rcpt', '550 Sender verify failed'],
      [
        'rcpt',
        '550-Verification failed for <papers@example.com>\r\n550-No Such User Here\r\n550 Sender verify failed',
      ],
      ['rcpt', '550 Callback to sender failed: user unknown'],
      ['rcpt', '550 5.1.0 Sender address rejected: User unknown'],
      ['rcpt', '550 could not verify sender: no such user'],
      ['rcpt', '550 return path mailbox does not exist'],
      ['rcpt', '550 MAIL FROM address does not exist'],
      ['rcpt', '550 Envelope sender unknown user'],
      ['rcpt', '550 <papers@example.com>: Sender address rejected: undeliverable address: unknown user'],
      ['rcpt', '550 Your sender mailbox is unknown'],
    ],
  ],
  message: [
    ['rejected', 'policy'],
    [
      ['rcpt', '550 mail to undisclosed recipients refused'],
      ['final', '550 We do not accept mail addressed to undisclosed-recipients'],
      ['final', '554 Your message lacks a valid From header'],
      ['final', '550 5.6.0 Headers are not valid: duplicate From'],
      ['final', '552 5.2.3 Message exceeds maximum fixed size'],
      ['final', '550 5.6.7 SMTPUTF8 not supported'],
      ['final', '554 Message too long'],
      ['final', '550 Message contains bare LF'],
      ['final', '550 No To header in the message'],
      ['rcpt', '550 undisclosed senders are closed out'],
    ],
  ],
  'harvest: never dead': [
    ['policy', 'throttled', 'configuration', 'rejected', 'temporary'],
    [
      ['rcpt', '550 Too many unknown recipients'],
      ['rcpt', '550 5.7.1 too many invalid users in this connection'],
      ['rcpt', '451 Too many bad recipients'],
      ['rcpt', '550 Address harvesting detected; no such user'],
      ['rcpt', '550 Number of invalid recipients exceeded'],
      ['rcpt', '550 Too many errors, unknown user'],
      ['rcpt', '421 4.7.0 Too many unknown users'],
      ['rcpt', '550 You sent to too many nonexistent users'],
      ['rcpt', '550 5.5.3 too many undeliverable recipients'],
      ['rcpt', '550 invalid recipient threshold exceeded'],
    ],
  ],
  temporary: [
    ['temporary'],
    [
      ['rcpt', '550 User lookup failed: directory timeout'],
      ['rcpt', '550 mailbox temporarily unavailable'],
      ['rcpt', '550 <reader@example.org>: user lookup temporarily failed'],
      ['rcpt', '550 Mailbox is temporarily disabled for maintenance'],
      ['rcpt', '550 account temporarily suspended'],
      ['rcpt', '550 Recipient lookup failed: LDAP server not responding'],
      ['rcpt', '550 could not look up user: no response from database'],
      ['rcpt', '554 Verification of recipient timed out'],
      ['rcpt', '550 mailbox temporarily locked, being moved'],
      ['rcpt', '550 The directory is unavailable; cannot verify user'],
    ],
  ],
  'a fault beside the status of a dead address': [
    ['temporary', 'rejected', 'policy', 'configuration'],
    [
      ['rcpt', '550 5.1.1 Internal error, try again later'],
      ['rcpt', '550 5.1.1 temporarily rejected'],
      ['rcpt', '550 5.1.1 Greylisted for 5 minutes'],
      ['rcpt', '550 5.1.1 Out of memory'],
      ['rcpt', '550 5.1.1 We do not accept mail from address 192.0.2.1'],
      ['rcpt', '550 5.1.1 Recipient rejected: sender not authorized'],
      ['rcpt', '550 5.1.10 The DNS server of the recipient did not answer'],
      [
        'rcpt',
        '550 5.1.1 <reader@example.org>: undeliverable address: connect to mx.example.org[192.0.2.9]:25: Connection timed out',
      ],
      [
        'rcpt',
        '550 5.1.1 <reader@example.org>: undeliverable address: lost connection with mx.example.org[192.0.2.9] while receiving the greeting',
      ],
      ['rcpt', '550 5.2.1 Account temporarily deactivated'],
      ['rcpt', '550 5.2.1 Mailbox deactivated for the duration of the migration'],
      ['rcpt', '550 5.2.1 Mailbox busy'],
      ['rcpt', '550 5.1.1 This group only accepts members'],
      ['rcpt', '550 5.4.4 Unable to route: DNS server timed out, host not found'],
      ['rcpt', '550 Mailbox unavailable or access denied [MLzVgPjqV9kZ]'],
      ['rcpt', '551 User not local, please authenticate'],
    ],
  ],
  'words within words, and of something else': [
    ['rejected', 'policy', 'temporary', 'configuration'],
    [
      ['rcpt', '550 The mailbox is closed for external mail'],
      ['rcpt', '550 user reader removed you from the list of senders'],
      ['rcpt', '550 The recipient has deleted your message unread by rule'],
      ['rcpt', '550 User was moved to another server, try again'],
      ['rcpt', "550 Recipient's mailbox is being moved"],
      ['rcpt', '550 Recipient account has expired certificate'],
      ['rcpt', '550 Recipient address: unknown error'],
      ['rcpt', '550 Invalid recipient header To:'],
      ['rcpt', '550 Unknown recipient policy error'],
      [
        'rcpt',
        '554 5.7.1 <reader@example.org>: Recipient address rejected: Your domain was removed from our allow list',
      ],
    ],
  ],
  'an address of the network': [
    ['policy'],
    [
      ['rcpt', "550 L'adresse IP 192.0.2.1 est inconnue"],
      ['rcpt', '550 La dirección IP no es válida'],
      ['rcpt', '550 Indirizzo IP non valido'],
      ['rcpt', '550 IP-Adresse unbekannt'],
      ['rcpt', '550 IP-adressen är okänd'],
      ['rcpt', '550 IP adresi geçersiz'],
      ['rcpt', '550 IP address not found in DNS'],
      ['rcpt', '550 IP 地址无效'],
      ['rcpt', '550 Adres IP nie istnieje'],
      ['rcpt', '550 Adresa IP neexistuje'],
    ],
  ],
  'sender in more languages': [
    ['configuration'],
    [
      ['rcpt', '550 Gönderici adresi geçersiz'],
      ['rcpt', '550 Avsändarens adress finns inte'],
      ['rcpt', '550 Avsenderens adresse finnes ikke'],
      ['rcpt', '550 Afsenderens adresse er ukendt'],
      ['rcpt', '550 Adresa expeditorului nu exista'],
      ['rcpt', '550 Lähettäjän osoite on tuntematon'],
      ['rcpt', '550 A feladó címe ismeretlen'],
      ['rcpt', '550 Адреса відправника не існує'],
      ['rcpt', '550 Adres nadawcy nie istnieje'],
      ['rcpt', '550 Afzender onbekend'],
    ],
  ],
  'dead in more languages': [
    ['dead-address'],
    [
      ['rcpt', '550 Mailbox inexistant'],
      ['rcpt', '550 Uzytkownik nie istnieje'],
      ['rcpt', '550 Kullanici bulunamadi'],
      ['rcpt', '550 Anvandaren finns inte'],
      ['rcpt', '550 A felhasználó nem létezik'],
      ['rcpt', '550 Vastaanottajaa ei löydy'],
      ['rcpt', '550 Ο χρήστης δεν υπάρχει'],
      ['rcpt', '550 المستخدم غير موجود'],
      ['rcpt', '550 Utilizatorul nu exista'],
      ['rcpt', '550 Hộp thư không tồn tại'],
      ['rcpt', '550 Ukendt modtager'],
      ['rcpt', '550 Okänd mottagare: reader@example.org'],
      ['rcpt', '550 Onbekende gebruiker'],
      ['rcpt', '550 Neznámý uživatel'],
      ['rcpt', '550 La cuenta reader@example.org ya no está activa en esta organización'],
      ['rcpt', '550 5.1.1 User unknown, try again later'],
      ['rcpt', '550 5.1.1 reader@example.org'],
    ],
  ],
  dead: [
    ['dead-address'],
    [
      [
        'final',
        '554 30 Sorry, your message to reader@example.org cannot be delivered. This mailbox is disabled (554.30).',
      ],
      ['final', '554 delivery error: dd Not a valid recipient - r'],
      ['final', '554 delivery error: dd Requested mail action aborted, mailbox not found'],
      [
        'final',
        "554 delivery error: dd This user doesn't have a aol.com account (reader@example.org) [-9] - mta4",
      ],
      ['rcpt', '550 5.7.1 Unknown user'],
      ['rcpt', '550 5.7.1 <reader@example.org>... No such user'],
      ['rcpt', '554 5.7.1 <reader@example.org>: Recipient address rejected: mailbox does not exist'],
      ['rcpt', '553 5.3.0 <reader@example.org>... User unknown'],
      [
        'rcpt',
        '550 5.4.310 DNS domain nosuch.example.org does not exist [Message=InfoDomainNonexistent] [LastAttemptedServerName=nosuch.example.org]',
      ],
      ['rcpt', '550 5.4.1 [reader@example.org]: Recipient address rejected: Access denied'],
      ['rcpt', '550 5.4.1 All recipient addresses rejected : Access denied'],
      ['rcpt', '550 Invalid mailbox: reader@example.org'],
      [
        'rcpt',
        '550 Message was not accepted -- invalid mailbox.  Local mailbox x@example.org is unavailable: user is terminated',
      ],
      ['rcpt', '550 5.1.0 <reader@example.org> Address unknown'],
      ['rcpt', '550 recipient rejected: no such mailbox'],
      ['rcpt', '550 #5.1.0 Address rejected.'],
      ['rcpt', '550 5.1.0 <reader@example.org> User unknown'],
      ['rcpt', '550 mailbox unavailable'],
      ['rcpt', '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302)'],
      ['rcpt', '551 User not local'],
    ],
  ],
};

describe.each(Object.entries(kinds))('%s', (_, [outcomes, heard]) => {
  it.each(heard)('at %s: %s', (stage, reply) => {
    expect(outcomes).toContain(classifyReply(parseReply(stage, reply), 'reader@example.org'));
  });
});
