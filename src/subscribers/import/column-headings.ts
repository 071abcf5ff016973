import type { ImportField, ImportMapping } from '../../model/import.js';

/** `Email Address`, `EMAIL_ADDRESS`, `EmailAddress` and `e-mail-address` are two, `Prénom` and `prenom` one. */
export function plainHeading(heading: string): string {
  return heading
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** What columns are called, the likeliest first, in the words of {@link plainHeading}. */
export const HEADINGS: Readonly<Record<ImportField, readonly string[]>> = {
  address:
    of(`email, email address, e mail, e mail address, mail, mail address, emailaddress, subscriber, subscriber email,
    e mail adresse, mailadresse, email adresse, adresse email, adresse e mail, adresse mail, adresse de courriel, courriel,
    correo, correo electronico, direccion de correo, direccion de correo electronico, indirizzo email, indirizzo e mail,
    posta elettronica, endereco de email, endereco de e mail, e mailadres, emailadres, adres e mail, adres email, e post,
    epost, e postadress, e postadresse, epostadresse, e mailadresse, mailadress, sahkoposti, eposta, e posta, e posta adresi,
    электронная почта, почта, адрес электронной почты, имеил, емеил, 邮箱, 电子邮件, 电子邮箱, 邮箱地址, 郵箱, 電子郵件, メール,
    メールアドレス, 이메일, 이메일 주소, adresse, address`),
  state:
    of(`global status, email permission status, status, state, subscription status, email status, email marketing status,
    subscriber status, contact status, group status, subscribed, subscribed to emails, is subscribed, subscriber type, zustand,
    email marketing consent, accepts email marketing, accepts marketing, marketing opt in, email opt in, opt in, optin, opted in,
    consent, gdpr consent, marketing consent, email consent, newsletter, newsletter subscribed, newsletter opt in, subscribe,
    receives newsletter, receive newsletter, receives emails, receive emails, wants emails, mailing, enabled, is enabled, active, is active, aktiv, statut, etat, estado, stato,
    situacao, stav, tila, durum, статус, состояние, 状态, 狀態, ステータス, 状態, 상태, einwilligung, consentement, consentimiento,
    consenso, consentimento, abonniert, newsletter abonniert, 購読, 購読状態, 配信, 配信状態`),
  left: of(`unsub time, unsubscribed at, unsubscribe date, unsubscribed date, unsubscription date, date unsubscribed, unsubscribed,
    is unsubscribed, unsubscribe, unsubscribed on, unsubscribed from all email, globally unsubscribed, opted out, has opted out,
    has opted out of email, opt out, email opt out, email optout, opted out of email, opted out at, opt out date,
    confirmed opt out date, email disabled, emails disabled, opt out at, optout, deactivated, deactivated at, deleted at, deleted,
    is deleted, removed, removed at, removed on, left, left at, left on, unsub date, unsubbed, date of unsubscription,
    unsubscribe reason, unsubscription reason, unsubscribe time, date opted out, opted out on, cancelled, canceled, inactive,
    is inactive, disabled, is disabled, disabled at, blocked, is blocked, blocked at, blacklist, blocklist, block list,
    in blacklist, in blocklist, ban, banned, is banned, spam, is spam, spam complaint date, no mail, nomail, cancelled at, canceled at, stop time, stop status, blacklisted, blocklisted, is blacklisted, is blocklisted,
    email blacklisted, email blocklisted, blacklisted email, blocklisted email, suppressed, is suppressed, suppressed at,
    email suppressions, suppression reason, do not email, do not mail, do not contact, dnc, complained, complained at,
    complaint, complaints, spam complaint, spam complaints, marked as spam, spam reported at, abgemeldet, abgemeldet am,
    gekundigt, gekundigt am, kundigung, kundigungsdatum, austritt, austritt am, austrittsdatum, ausgetreten, ausgetreten am,
    abmeldung, abmeldedatum, abmeldezeitpunkt, ausgetragen, ausgetragen am, widerruf, widerrufen am, gesperrt,
    desabonne, desabonne le, date de desabonnement, desinscrit, desinscrit le, date de desinscription, baja, fecha de baja,
    dado de baja, cancelacion, disiscritto, disiscritto il, data disiscrizione, cancellato, descadastrado,
    data de descadastro, uitgeschreven, uitgeschreven op, afgemeld, afgemeld op, wypisany, data wypisania, avregistrerad,
    avprenumererad, avmeldt, afmeldt, отписан, отписался, дата отписки, 退订, 退订时间, 退訂, 配信停止, 配信停止日,
    解除日, 解除日時, 停止日, 退会, 退会日, 退会日時, 수신거부`),
  bounced:
    of(`clean time, bounced at, bounced, is bounced, bounced date, bounce date, email bounced date, undeliverability date,
    undeliverable, hard bounced, hard bounce, hard bounces, bounce, bounce type, bounce reason, email hard bounce reason,
    hard bounce reason, invalid, is invalid, unzustellbar, bounce grund, rebond, rebote`),
  agreedAt:
    of(`confirm time, confirmed at, confirmed on, confirmation date, confirmation time, opt in time, optin time, optin date,
    opt in date, opted in at, double opt in date, consent date, consented at, consent timestamp,
    email marketing consent timestamp, subscribed at, subscribed on, subscribe date, subscription date, date subscribed,
    date of subscription, member since, created at, creation date, date created, create date, created, date added, added at,
    added time, date joined, signup date, sign up date, signed up at, signed up, joined, joined at, registered at, registered,
    registration date, date, angemeldet am, anmeldung, anmeldedatum, eintragsdatum, eingetragen am, einwilligung am,
    bestatigt am, registriert am, date d inscription, date d abonnement, inscrit le, fecha de alta, fecha de inscripcion,
    fecha de suscripcion, data iscrizione, data di iscrizione, data de inscricao, aangemeld op, ingeschreven op, data zapisu,
    дата подписки, 订阅时间, 登録日`),
  language: of('language, lang, locale, preferred language, sprache, langue, idioma, lingua, taal'),
  frequency: of('frequency, cadence, rhythmus, frequenz'),
  timeZone: of('timezone, time zone, tz, zeitzone'),
  origin: of('origin, source, signup source, utm campaign, campaign, herkunft'),
};

/** Columns that say no of who never confirmed, and those that say yes of them. */
const CONFIRMED =
  of(`confirmed, is confirmed, verified, is verified, email verified, email confirmed, confirmed email,
    verified email, double opt in, double optin, doi, opt in confirmed, optin confirmed, subscription confirmed, bestatigt,
    e mail bestatigt, verifiziert, confirme, confirmado, confermato, bevestigd, potwierdzony, 確認済み, 認証済み`);
const UNCONFIRMED =
  of(`unconfirmed, is unconfirmed, pending, is pending, unverified, is unverified, not confirmed,
    awaiting confirmation, unbestatigt, non confirme, no confirmado, 未確認`);
/** Columns of states in which a no says as much as a word. */
const SUBSCRIBED =
  of(`subscribed, is subscribed, subscribe, subscribed to emails, accepts email marketing, accepts marketing,
    marketing opt in, email opt in, opt in, optin, opted in, newsletter, newsletter subscribed, newsletter opt in,
    receives newsletter, receive newsletter, receives emails, receive emails, wants emails, mailing, enabled, is enabled,
    active, is active, aktiv, abonniert, newsletter abonniert`);

/** `List status`, `Anmeldestatus`, `subscriptionStatus`, `Subscription state`; not whether somebody is married or has paid. */
const STATUS = /(?:status|statut|(?:subscription|subscriber|email|mail|opt in) state)$/;
const OTHER_STATUS =
  /marital|civil|relationship|family|famili|employment|beruf|student|payment|zahlung|order|bestell|billing|invoice|shipping|stripe|plan|ticket|deal|lead|visa|immigration|login/;

/** Whether a heading, in the words of {@link plainHeading}, is one of a state by its last word. */
export function isStatusHeading(heading: string): boolean {
  return STATUS.test(heading) && !OTHER_STATUS.test(heading);
}

function of(names: string): readonly string[] {
  return names.split(',').map((name) => name.trim().replace(/\s+/g, ' '));
}

/** Columns that tell who must not be mailed, by their places. */
export interface Departures {
  readonly state: readonly number[];
  readonly left: readonly number[];
  readonly bounced: readonly number[];
  readonly subscribed: readonly number[];
  readonly confirmed: readonly number[];
  readonly unconfirmed: readonly number[];
}

/**
 * The columns that speak of departures beside those that the fields of a list are in. A list may have several, one for
 * each list that somebody was on, or one for complaints, and whoever left by any of them is not mailed.
 */
export function departuresIn(columns: readonly string[], mapping: ImportMapping): Departures {
  const headings = columns.map(plainHeading);
  const used = new Set(Object.values(mapping));
  const places = (isOne: (heading: string) => boolean) =>
    headings.flatMap((heading, at) => (!used.has(at) && isOne(heading) ? [at] : []));
  const among = (names: readonly string[]) => places((heading) => names.includes(heading));
  return {
    state: places((heading) => HEADINGS.state.includes(heading) || isStatusHeading(heading)),
    left: among(HEADINGS.left),
    bounced: among(HEADINGS.bounced),
    subscribed: among(SUBSCRIBED),
    confirmed: among(CONFIRMED),
    unconfirmed: among(UNCONFIRMED),
  };
}
