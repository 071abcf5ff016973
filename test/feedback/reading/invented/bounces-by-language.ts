import { type InventedMail, READER, said } from './letter.js';

const DOMINO_GERMAN = `Ihre Nachricht

  Betreff: The papers of the day

konnte nicht zugestellt werden an:

  ${READER}

Grund:

  Empfänger ada (${READER}) nicht im Domino-Verzeichnis gefunden
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

export const bouncesByLanguage: readonly InventedMail[] = [
  said('Domino in German', 'hard', {
    from: 'Postmaster@relay.example',
    subject: 'ZUSTELLUNGSFEHLER',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: DOMINO_GERMAN,
  }),
  said('Exchange in German', 'hard', {
    from: 'Systemadministrator',
    subject: 'Unzustellbar: The papers of the day',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: EXCHANGE_GERMAN,
  }),
  said('Chinese, unknown', 'hard', {
    from: 'PostMaster@relay.example',
    subject: '系统退信/Systems bounce',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: QQ_CHINESE,
  }),
  said(
    'Chinese, full',
    'soft',
    {
      from: 'Postmaster@relay.example',
      subject: '系统退信',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: NETEASE_FULL,
    },
    'mailbox-full',
  ),
  said('Korean', 'hard', {
    from: 'mailer-daemon@relay.example',
    subject: '[메일발송실패]',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: NAVER_KOREAN,
  }),
  said('Russian', 'hard', {
    subject: 'Письмо не доставлено',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: RUSSIAN,
  }),
  said('French', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Échec de la remise',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: FRENCH,
  }),
  said(
    'Spanish, full',
    'soft',
    {
      from: 'postmaster@relay.example',
      subject: 'Mensaje no entregado',
      header: ['Content-Type: text/plain; charset=utf-8'],
      body: SPANISH,
    },
    'mailbox-full',
  ),
  said('Portuguese', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Mensagem não entregue',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: PORTUGUESE,
  }),
  said('Italian', 'hard', {
    from: 'postmaster@relay.example',
    subject: 'Mancata consegna',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: ITALIAN,
  }),
  said('Japanese', 'hard', {
    from: 'Postmaster@relay.example',
    subject: 'Mail System Error - Returned Mail',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: JAPANESE,
  }),
  said('Polish', 'hard', {
    subject: 'Zwrot wiadomości',
    header: ['Content-Type: text/plain; charset=utf-8'],
    body: POLISH,
  }),
];
