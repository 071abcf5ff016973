import { describe, expect, it } from 'vitest';
import { classifyReply } from '../../src/delivery/smtp/classify-smtp-reply.js';
import { parseReply } from '../../src/delivery/smtp/smtp-reply.js';
import { classifyMail } from '../../src/feedback/reading/classify-mail.js';
import { statusReport } from '../feedback/reading/invented/reports-about-reader.js';

/** What servers and providers answer of an address that is dead, in their own formats; every address is invented. */
const dead: Readonly<Record<string, readonly string[]>> = {
  Gmail: [
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n550-5.1.1 double-checking the recipient's email address for typos or\r\n550-5.1.1 unnecessary spaces. For more information, go to\r\n550 5.1.1  https://support.google.com/mail/?p=NoSuchUser d2e1a72f-si1 - gsmtp",
    '550-5.2.1 The email account that you tried to reach is inactive. For more\r\n550-5.2.1 information, go to\r\n550 5.2.1  https://support.google.com/mail/?p=DisabledUser x1-si2 - gsmtp',
    "553-5.1.2 We weren't able to find the recipient domain. Please check for any\r\n553-5.1.2 spelling errors, and make sure you didn't enter any spaces, periods, or\r\n553 5.1.2 other punctuation after the recipient's email address. a1-si1 - gsmtp",
    '553-5.1.3 The recipient address <reader@example.org> is not a valid RFC 5321\r\n553 5.1.3 address. a1-si1 - gsmtp',
  ],
  Microsoft: [
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
    '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found',
    '550 5.4.1 [reader@example.org]: Recipient address rejected: Access denied. For more information see https://aka.ms/EXOSmtpErrors [AM0EUR02FT010.eop-EUR02.prod.protection.example 2026-03-24T08:00:00.000Z 08DA]',
    '550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). [BN8NAM12FT031.eop-nam12.example]',
    '550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 5.1.1 User unknown',
    '550 5.7.504 [reader@example.org]: Recipient address rejected: Access denied',
    '550 5.1.1 Bad destination mailbox address',
    "550 5.2.1 The recipient's mailbox has been disabled",
    '550 5.4.310 DNS domain example.org does not exist [Message=InfoDomainNonexistent] [LastAttemptedServerName=example.org]',
  ],
  'Yahoo and AOL': [
    "554 delivery error: dd This user doesn't have a yahoo.example account (reader@example.org) [0] - mta4123.mail.example",
    '554 delivery error: dd Sorry your message to reader@example.org cannot be delivered. This account has been disabled or discontinued [#102]. - mta4.mail.example',
    '554 30 Sorry, your message to reader@example.org cannot be delivered. This mailbox is disabled (554.30).',
    '552 1 Requested mail action aborted, mailbox not found',
    '550 5.1.1 <reader@example.org>: Recipient address rejected: example.org',
  ],
  iCloud: [
    '550 5.1.1 <reader@example.org>: user does not exist',
    '550 5.1.6 recipient no longer on server: reader@example.org',
    '550 5.1.1 unknown or illegal alias: reader@example.org',
  ],
  'GMX, T-Online, freenet': [
    '550 Requested action not taken: mailbox unavailable',
    '550 5.1.1 <reader@example.org>: user unknown',
    '550 unknown user: <reader@example.org>',
    '550 inactive user <reader@example.org>',
    '550 5.1.1 Empfänger existiert nicht',
    '550 Empfaengeradresse reader@example.org unbekannt',
    '550 Diese Mailbox existiert nicht',
  ],
  'Orange, Free, SFR, La Poste': [
    '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]',
    '550 5.5.0 Adresse destinataire invalide. LPN007_416',
    '550 5.1.1 <reader@example.org>: Recipient address rejected: Utilisateur inconnu',
    '550 5.2.1 This mailbox has been blocked due to inactivity (UserSearch)',
    "550 Cette adresse n'existe plus",
  ],
  'Libero, Tiscali, Aruba': [
    '550 RCPT TO:<reader@example.org> User unknown',
    '550 5.1.1 <reader@example.org> recipient rejected: utente sconosciuto',
    '550 Casella inesistente',
    '550 5.2.1 <reader@example.org> casella disattivata',
  ],
  'Yandex and Mail.ru': [
    '550 5.7.1 No such user! 1711267200-abcDEF-gh',
    '550 Message was not accepted -- invalid mailbox.  Local mailbox reader@example.org is unavailable: account is disabled',
    '550 Message was not accepted -- invalid mailbox.  Local mailbox reader@example.org is unavailable: user not found',
    '550 Такого пользователя нет',
    '550 Почтовый ящик не существует',
  ],
  'QQ, NetEase, Sina, Aliyun': [
    '550 Mailbox not found. http://service.mail.qq.example/cgi-bin/help?subtype=1&&id=20022&&no=1000728',
    '550 The recipient may contain a non-existent account, please check the recipient address. [MBr0zD2x IP: 192.0.2.1]. https://service.mail.qq.example/detail/0/92.',
    '550 User not found: reader@example.org',
    '550 Invalid User: reader@example.org',
    '550 #5.1.0 Address rejected reader@example.org',
    '553 用户不存在',
  ],
  'Naver, Daum, docomo': [
    '550 5.1.1 No such user - nsmtp',
    '550 5.1.1 <reader@example.org>: 존재하지 않는 계정입니다',
    '550 Unknown user reader@example.org',
    '550 5.1.1 宛先のユーザーが存在しません',
  ],
  'Zoho, Rackspace, GoDaddy': [
    '550 5.1.1 User does not exist - <reader@example.org>',
    '550 5.1.1 <reader@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
    '550 5.1.1 <reader@example.org> Recipient not found. <http://x.example/irbounce>',
    '550 Recipient not found.  <http://x.example/irbounce>',
  ],
  'Comcast and other US providers': [
    '550 5.1.1 Not our Customer',
    '551 not our customer',
    '550 5.1.1 Invalid Recipient: reader@example.org',
    '550 5.1.1 <reader@example.org> mailbox unavailable',
  ],
  'Proofpoint, Mimecast, Barracuda': [
    '550 5.1.1 User Unknown',
    '550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550 [aBcD1234.uk12]',
    '550 permanent failure for one or more recipients (reader@example.org:550 5.1.1 User unknown)',
    '550-5.1.1 <reader@example.org>: Recipient address rejected: undeliverable address: host mx.example.org said: 550 5.1.1 no such user',
    '550-Invalid recipient <reader@example.org> (#5.1.1)',
    '550 #5.1.0 Address rejected.',
  ],
  'Exim, qmail, sendmail, Postfix': [
    '550 Unrouteable address',
    '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)',
    '550 sorry, no mailbox here by that name. (#5.7.17)',
    '550 5.2.1 <reader@example.org>... Mailbox disabled for this recipient',
    '550 5.1.2 <reader@example.org>... Host unknown (Name server: example.org.: host not found)',
    '550 5.1.1 <reader@example.org>: Recipient address rejected: User unknown in relay recipient table',
    "550 5.1.1 <reader@example.org> User doesn't exist: reader@example.org",
    '550 Invalid recipient: <reader@example.org>',
    '550 <reader@example.org>, Recipient unknown',
    '550 reader@example.org unknown user account',
    '556 5.1.10 <reader@example.org>: Recipient address rejected: Domain example.org does not accept mail (nullMX)',
    '550 5.1.1 User reader (reader@example.org) not listed in Domino Directory',
  ],
  'Seznam, Onet, Interia, UOL': [
    '550 5.1.1 <reader@example.org>: Brak takiego uzytkownika',
    '550 Konto nie istnieje',
    '550 5.1.1 <reader@example.org>: Usuario desconhecido',
    '550 Conta inexistente',
    '550 El buzón no existe',
    '550 Schránka neexistuje',
  ],
};

/** What they answer about us, the relay, the message, quotas, greylisting or the network: nobody's address is dead. */
const living: Readonly<Record<string, readonly string[]>> = {
  Gmail: [
    '552-5.2.2 The email account that you tried to reach is over quota. Please direct\r\n552-5.2.2 the recipient to\r\n552 5.2.2  https://support.google.com/mail/?p=OverQuotaPerm x1 - gsmtp',
    '450-4.2.1 The user you are trying to contact is receiving mail at a rate that\r\n450 4.2.1 prevents additional messages from being delivered. x1 - gsmtp',
    '550-5.2.1 The user you are trying to contact is receiving mail too quickly\r\n550 5.2.1 x1 - gsmtp',
    '421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from\r\n421 4.7.28 your IP address. x1 - gsmtp',
    '550-5.7.26 This mail has been blocked because the sender is unauthenticated.\r\n550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM.\r\n550 5.7.26 x1 - gsmtp',
    "550-5.7.1 [192.0.2.1] The IP you're using to send mail is not authorized to\r\n550-5.7.1 send email directly to our servers. Please use the SMTP relay at your\r\n550 5.7.1 service provider instead. x1 - gsmtp",
    '550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR\r\n550-5.7.25 record setup, or the corresponding forward DNS entry does not point to\r\n550 5.7.25 the sending IP. x1 - gsmtp',
    '552-5.7.0 This message was blocked because its content presents a potential\r\n552 5.7.0 security issue. x1 - gsmtp',
    '550-5.4.5 Daily SMTP relay limit exceeded for user. x1 - gsmtp',
    "550-5.7.1 Invalid credentials for relay [192.0.2.1]. The IP address you've\r\n550-5.7.1 registered in your Workspace SMTP Relay service doesn't match the domain\r\n550 5.7.1 of the account this email is being sent from. x1 - gsmtp",
    '550-5.7.27 Your email has been blocked because SPF did not pass for domain example.com.\r\n550 5.7.27 x1 - gsmtp',
  ],
  Microsoft: [
    '550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group',
    '550 5.7.124 RESOLVER.RST.SenderNotInAllowedSendersList; Sender not in allowed senders list',
    '550 5.1.0 Sender denied',
    '550 5.2.2 Submission quota exceeded',
    '550 5.0.350 Requested action not taken: policy violation detected (AS345)',
    '550 5.7.507 Access denied, rejected by recipient',
    '550 5.7.510 Access denied, example.org does not accept email over IPv6',
    '550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by example.org using Customer Block list (AS16012607)',
    "550 5.7.703 Your message can't be delivered because one or more recipients are blocked by your organization's tenant recipient block policy",
    "550 5.7.322 certificate-expired: Destination mail server's certificate is expired.",
    '550 5.7.324 dnssec-invalid: Destination domain returned invalid DNSSEC records',
    "550 5.2.121 Recipient's per hour message receive limit from specific sender exceeded",
    '550 5.7.64 TenantAttribution; Relay Access Denied [AM1.example]',
    '550 5.4.316 Message expired, connection refused(Socket error code 10061)',
    '550 5.4.312 Message expired, DNS query failed(DnsConnectionError)',
    '550 5.4.300 Message expired -> 452 4.2.2 mailbox full',
    '550 5.2.122 The recipient has exceeded their limit for the number of messages they can receive per hour',
    '554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception with message Cannot open mailbox',
    '550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]. To request removal from this list please visit https://sender.office.example/',
    "550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
    '550 5.1.8 Access denied, bad outbound sender AS(42004)',
    '550 5.7.193 UserLookup failed, the sending tenant may not deliver here',
    '550 5.7.509 Access denied, sending domain example.com does not pass DMARC verification and has a DMARC policy of reject.',
    '451 4.7.500 Server busy. Please try again later from [192.0.2.1]. (AS77714)',
    '554 5.4.14 Hop count exceeded - possible mail loop ATTR34',
    "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients",
    '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded',
    '550 5.7.350 Remote server returned message detected as spam -> 550 5.7.1 Message rejected as spam by Content Filtering.',
  ],
  'Yahoo and AOL': [
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1; see https://postmaster.yahooinc.example/error-codes',
    "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1, because the ip is in Spamhaus's list; see https://postmaster.yahooinc.example/550-bl23",
    '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.example/error-codes',
    '554 Message not allowed - [PH01] Email not accepted for policy reasons. Please visit https://postmaster.yahooinc.example/error-codes',
    '554 5.0.0 dd Resources temporarily unavailable. Please try again later',
    "552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full. Create a shorter message body or remove attachments and try sending it again.",
    '421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT succeed.',
  ],
  iCloud: [
    '552 5.2.2 <reader@example.org>: user is over quota',
    '554 5.7.1 [HM08] Message rejected due to local policy. Please visit https://support.example/HT204137',
    "554 5.7.1 Your message was rejected due to example.com's DMARC policy. See https://support.example/HT204137",
    '550 5.7.0 Blocked - see https://support.proofpoint.example/dnsbl-lookup.cgi?ip=192.0.2.1',
  ],
  'GMX, T-Online, freenet': [
    '550-Requested action not taken: mailbox unavailable\r\n550-Reject due to policy restrictions.\r\n550 For explanation visit https://postmaster.gmx.example/en/case?c=hi&i=ip&v=192.0.2.1',
    '550-Requested action not taken: mailbox unavailable\r\n550 invalid DNS MX or A/AAAA resource record',
    '554-Transaction failed\r\n554-Reject due to policy restrictions.\r\n554 For explanation visit https://postmaster.gmx.example/case?c=r0103',
    '554-No SMTP service\r\n554-Bad DNS PTR resource record.\r\n554 For explanation visit https://postmaster.gmx.example/',
    '421-Service temporarily not available\r\n421 Network rate limit exceeded',
    "552-Requested mail action aborted: exceeded storage allocation\r\n552-Quota exceeded. The recipient's mailbox is full.\r\n552 For explanation visit https://postmaster.gmx.example/",
    '554 IP=192.0.2.1 - A problem occurred. (Ask your postmaster for help or to contact tosa@rx.t-online.example to clarify.)',
    '550 5.7.0 Message considered as spam or virus, rejected',
    '550 Absenderadresse existiert nicht',
    '550 Absender unbekannt',
  ],
  'Orange, Free, SFR, La Poste': [
    '550 5.2.0 Mail rejete. Mail rejected. OFR_506 [506]',
    '552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]',
    '554 5.7.1 Service refuse. Veuillez essayer plus tard. service refused, please try later. OFR_999',
    '501 5.1.0 Emetteur invalide. Invalid Sender. OFR_405',
    '550 5.1.0 Adresse expéditeur inconnue',
    '421 4.3.2 Too many connections OFR004_104 [104]',
    '550 5.5.0 Service refuse. Veuillez essayer plus tard. LPN105_402',
  ],
  'Libero, Tiscali, Aruba': [
    '552 RCPT TO:<reader@example.org> Mailbox disk quota exceeded',
    '550 5.7.0 smtp-14.iol.example IP blacklisted by CSI. For remediation please use http://csi.example',
    '550 mittente non valido',
    '550 Mittente sconosciuto',
  ],
  'Yandex and Mail.ru': [
    '554 5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.example/1IPxdw 1711267200-abc',
    '550 5.7.1 Policy rejection on the target address',
    '451 4.7.1 Sorry, the service is currently unavailable. Please come back later. 1711267200-abc',
    '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=abc or report details to abuse@corp.mail.example. Error code: ABC',
    '550 we have blocked mailing from your IP for 24 hours, try again later',
    '450 4.7.1 The recipient has exceeded their message rate limit. Try again later.',
    '550 Отправитель не существует',
    '550 Домен отправителя не найден',
    '550 Несуществующий адрес отправителя',
  ],
  'QQ, NetEase, Sina, Aliyun': [
    '550 Mail content denied. http://service.mail.qq.example/cgi-bin/help?subtype=1&&id=20022&&no=1000726',
    '550 Domain frequency limited. http://service.mail.qq.example/cgi-bin/help?id=20022',
    '550 Ip frequency limited. http://service.mail.qq.example/cgi-bin/help?id=20022',
    '550 Mail is rejected by recipients. http://service.mail.qq.example/cgi-bin/help?id=20022',
    '550 Suspected bounce attacks. http://service.mail.qq.example/cgi-bin/help?id=20022',
    '554 DT:SPM 163 smtp1,Z8CowADX_abc 1711267200,please see http://mail.163.example/help/help_spam_16.htm?ip=192.0.2.1',
    '421 HL:REP 163 smtp2,Z8CowAB, reputation of the sending IP is too low',
    '550 MI:SPB 163 smtp3, sender is not authenticated',
    '553 Requested action not taken: NULL sender is not allowed',
    '554 Reject by behaviour spam at Rcpt State(Connection IP address:192.0.2.1)ANTISPAM_BAT',
    '550 发件人不存在',
    '550 发件人地址无效',
    '550 发信人域名不存在',
  ],
  'Naver, Daum, docomo': [
    '550 5.7.1 Your ip blocked by spam filter - nsmtp',
    '552 5.2.2 Mailbox full - nsmtp',
    '550 5.1.8 보낸 사람 주소가 존재하지 않습니다',
    '550 送信者のドメインが存在しません',
  ],
  'Zoho, Rackspace, GoDaddy': [
    '553 Relaying disallowed. Invalid Domain - news.example.com',
    '553 Relaying disallowed as papers@example.com',
    '554 5.1.8 Email Outgoing Blocked',
    '535 Authentication not allowed on IBSMTP Servers. IB401',
    '421 Temporarily rejected. Reverse DNS for 192.0.2.1 failed. IB108',
    '552 5.2.0 User mailbox exceeds allowed size',
  ],
  'Comcast and other US providers': [
    '421 4.1.0 192.0.2.1 Throttled - try again later. Please see http://postmaster.comcast.example',
    '550 [SUSPEND] Mailbox currently suspended - please contact correspondent directly',
    '550 5.7.1 Connections not accepted from servers without a valid sender domain.flph830 Fix reverse DNS for 192.0.2.1',
    '552 5.2.0 papers@example.com sender rejected. Refer to Error Codes section',
  ],
  'Proofpoint, Mimecast, Barracuda': [
    '554 5.7.0 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.1',
    '452 4.1.1 <reader@example.org> requested action aborted: try again later',
    '550 Administrative prohibition - envelope blocked - https://community.mimecast.example/docs/DOC-1369#550 [abc]',
    '550 Rejected by header based Anti-Spoofing policy: papers@example.com - https://community.mimecast.example/docs/DOC-1369#550 [abc]',
    '451 Internal resources are temporarily unavailable - https://community.mimecast.example/docs/DOC-1369#451 [abc]',
    '550 permanent failure for one or more recipients (reader@example.org:blocked)',
    '550 permanent failure for one or more recipients (reader@example.org:552 5.2.2 mailbox full)',
    "554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
    '550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.',
    '553-mail rejected because your IP is in the PBL. See http://www.spamhaus.org/pbl',
  ],
  'Exim, qmail, sendmail, Postfix': [
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    '553 sorry, your envelope sender is in my badmailfrom list (#5.7.1)',
    '553 5.1.8 <papers@example.com>... Domain of sender address papers@example.com does not exist',
    '550-Verification failed for <papers@example.com>\r\n550-The mail server could not deliver mail to papers@example.com.  The account or domain may not exist, they may be blacklisted, or missing the proper dns entries.\r\n550 Sender verify failed',
    '550-Callback setup failed while verifying <papers@example.com>\r\n550-(result of an earlier callout reused).\r\n550-The initial connection, or a HELO or MAIL FROM:<> command was\r\n550-rejected. Refusing MAIL FROM:<> does not help fight spam\r\n550 Sender verify failed',
    '550 relay not permitted',
    '450 4.1.1 <reader@example.org>: Recipient address rejected: unverified address: connect to mx.example.org: Connection timed out',
    '450 4.7.1 <reader@example.org>: Recipient address rejected: Greylisted, see http://postgrey.example/help/example.org.html',
    '550 5.7.1 <reader@example.org>... Relaying denied. Proper authentication required.',
    '554 5.7.1 <reader@example.org>: Relay access denied',
    '554 5.7.1 <reader@example.org>: Recipient address rejected: Access denied',
    '550 5.7.1 <unknown[192.0.2.1]>: Client host rejected: unknown client host',
    '550 5.7.23 <reader@example.org>: Recipient address rejected: Message rejected due to: SPF fail - not authorized. Please see http://www.openspf.example/Why',
    '554 5.3.0 unknown mailer error 1',
    '553 5.3.5 system config error',
    '501 5.6.0 Data format error',
    '552 5.2.2 <reader@example.org> Quota exceeded (mailbox for user is full)',
    '550 reader@example.org account is full (quota exceeded)',
    '550 Delivery is not allowed to this address.',
    '524 5.2.4 Mailing list expansion problem',
    '550 The address papers@example.com does not exist',
    '550 No such user: papers@example.com',
    '550 User unknown: papers@news.example.com, sender must exist',
    '554 5.7.1 Rejected: your domain example.com has no valid MX, unknown sender not accepted',
    '550 Account of the sending user has been closed',
    '550 Mail for this recipient is only accepted from known relays; unknown host',
  ],
  'Seznam, Onet, Interia, UOL': [
    '550 Nadawca nie istnieje',
    '550 Remitente desconocido',
    '550 Remetente inválido ou inexistente',
    '550 Dominio del remitente no existe',
    '552 5.2.2 Skrzynka pełna',
    '550 Odesílatel neexistuje',
  ],
};

const rows = (of: typeof dead) =>
  Object.entries(of).flatMap(([who, replies]) => replies.map((reply) => [who, reply] as const));

/** As a relay writes it into a report: the lines of a reply in one. */
function reported(reply: string) {
  const words = reply.replace(/\r\n\d{3}[- ](?:\d\.\d{1,3}\.\d{1,3} ?)?/g, ' ');
  const status = /^\d{3}[- ](\d\.\d{1,3}\.\d{1,3})/.exec(reply)?.[1];
  return classifyMail(statusReport(words, status)).events;
}

describe('a dead address', () => {
  it.each(rows(dead))('of %s: %s', (_, reply) => {
    expect(classifyReply(parseReply('rcpt', reply), 'reader@example.org')).toBe('dead-address');
    expect(reported(reply)).toMatchObject([{ class: 'hard', recipient: 'reader@example.org' }]);
  });
});

describe('no dead address', () => {
  it.each(rows(living))('of %s: %s', (_, reply) => {
    for (const stage of ['mail', 'rcpt', 'final'] as const) {
      expect(classifyReply(parseReply(stage, reply), 'reader@example.org')).not.toBe('dead-address');
    }
    expect(reported(reply).filter((event) => event.class === 'hard')).toEqual([]);
  });
});
