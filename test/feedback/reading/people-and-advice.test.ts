import { describe, expect, it } from 'vitest';
import { classifyMail } from '../../../src/feedback/reading/classify-mail.js';
import { letter, RETURNED } from './invented/letter.js';

function classOf(raw: string): string {
  return classifyMail(Buffer.from(raw))
    .events.map((event) => event.class)
    .join(' ');
}

function fromReader(subject: string, text = ''): string {
  return [
    'Return-Path: <reader@example.org>',
    'From: Reader <reader@example.org>',
    'To: bounce@news.example',
    `Subject: ${subject}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
  ].join('\n');
}

function note(text: string): string {
  return letter({
    body: `Your message to <reader@example.org> could not be delivered.\n\n${text}\n\n${RETURNED}`,
  });
}

describe('an answer of a program whose subject alone says so', () => {
  it.each([
    ['Abwesenheitsnotiz', 'Réponse automatique', 'Respuesta automática', 'Risposta automatica'],
    ['Resposta automática', 'Resposta automàtica', 'Automatisch antwoord', 'Autosvar', 'Automatisk svar'],
    ['Automaattinen vastaus', 'Automaatvastus', 'Automatinis atsakymas', 'Automātiskā atbilde'],
    ['Odpowiedź automatyczna', 'Automatická odpověď', 'Automatická odpoveď', 'Automatikus válasz'],
    ['Automatski odgovor', 'Samodejni odgovor', 'Răspuns automat', 'Αυτόματη απάντηση', 'Otomatik yanıt'],
    [
      'Автоматический ответ',
      'Автоматична відповідь',
      'Автоматичен отговор',
      'רד: תשובה אוטומטית',
      'رد تلقائي',
    ],
    ['Automatische Antwort', 'Automatyczna odpowiedź', 'Sjálfvirkt svar', 'Estoy de vacaciones'],
    ['自動応答', '自动答复', '자동 회신', 'ตอบกลับอัตโนมัติ', 'Trả lời tự động', 'Balasan otomatis'],
  ])('%s and alike', (...subjects) => {
    for (const subject of subjects)
      expect([subject, classOf(fromReader(`${subject}: x`))]).toEqual([subject, 'autoreply']);
  });
});

describe('a request to leave', () => {
  it.each([
    [
      'unsubscribe me please',
      'STOP SENDING ME EMAILS',
      'please stop sending',
      "Don't send me any more emails",
    ],
    ['Abmelden', 'Bitte austragen', 'Newsletter abbestellen', 'Uitschrijven', 'Afmelden'],
    [
      'Désabonner',
      'Me désinscrire',
      'Je souhaite me désabonner',
      'Darme de baja',
      'Baja',
      'Baja de la lista',
    ],
    ['Quiero darme de baja', 'Cancelar inscrição', 'Descadastrar', 'Cancellami', 'Dezabonare'],
    ['Avregistrera mig', 'Avmeld', 'Afmeld mig', 'Wypisz mnie', 'Odhlásit', 'Leiratkozás', 'Odjava'],
    [
      'Отписаться',
      'Відписатися',
      'Abonelikten çık',
      'إلغاء الاشتراك',
      'הסר',
      'Hủy đăng ký',
      'Berhenti berlangganan',
    ],
    ['退订', '配信停止', '수신거부'],
  ])('%s and alike', (...subjects) => {
    for (const subject of subjects)
      expect([subject, classOf(fromReader(subject))]).toEqual([subject, 'unsubscribe']);
  });

  it.each([
    [
      'How do I unsubscribe a colleague?',
      'Question about unsubscribe link broken',
      'Unsubscribe rates: a study',
    ],
    ['Stop words in retrieval', 'Stop gradient paper', 'Stop sending gradients through the encoder'],
    ['Baja California data', 'Baja latencia en modelos', 'Remove noise from images', 'Cancel my meeting'],
    ["Don't send me to the wrong page", 'Leave-one-out question', 'הסרת רעשים'],
  ])('%s and alike are none', (...subjects) => {
    const text = 'Dear authors, this is a question that is long enough to be one. '.repeat(5);
    for (const subject of subjects)
      expect([subject, classOf(fromReader(subject, text))]).toEqual([subject, 'none']);
  });
});

describe('a report that gives advice', () => {
  it.each([
    'Possible causes: the address does not exist, or the server is down.',
    'Perhaps the user does not exist, or the server rejected you.',
    'Either the user does not exist or our server has a problem.',
    'Please check that the address is not invalid or the mailbox unknown.',
    'If the user is unknown, please check the spelling.',
    'This usually means that the recipient address does not exist.',
    'Falls die Adresse nicht existiert, wenden Sie sich an den Empfänger.',
    "Si l'adresse est inexistante, vérifiez l'orthographe.",
  ])('says of nobody that they are dead: %s', (text) => {
    expect(classOf(note(text))).toBe('soft');
  });

  it.each([
    'The user does not exist. Please check that the address is spelled well.',
    'Unknown user, possibly misspelled.',
    'User unknown; this usually means that the address was mistyped.',
    'Die Adresse existiert nicht. Falls Sie Fragen haben, wenden Sie sich an den Empfänger.',
  ])('may say so before it does: %s', (text) => {
    expect(classOf(note(text))).toBe('hard');
  });
});

it('reads the sender of an alias as no sender of ours', () => {
  const text = 'This is the mail system at host mail.example.';
  const body = `${text}\n\n<final@forward.example> (expanded from <reader@example.org>): unknown user: "final"\n\n${RETURNED}`;
  expect(classifyMail(Buffer.from(letter({ body }))).events).toMatchObject([
    { class: 'hard', recipient: 'final@forward.example', reason: 'unknown-mailbox' },
  ]);
});
