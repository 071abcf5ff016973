import { foldText } from '../../model/folded-text.js';

/** What somebody was at the service that the list comes from. `unknown`: a word that is none of those. */
export type FormerState = 'subscribed' | 'unconfirmed' | 'left' | 'bounced' | 'complained' | 'unknown';

const WORDS: Readonly<Record<Exclude<FormerState, 'unknown'>, string>> = {
  subscribed:
    'subscribed active enabled confirmed regular premium gifted trialed comped paid free opted_in optin explicit implied ' +
    'express granted member churning past_due unpaid aktiv angemeldet bestätigt abonniert eingetragen zugestimmt abonné ' +
    'inscrit actif confirmé suscrito activo inscrito ativo confirmado iscritto attivo confermato ingeschreven aangemeld ' +
    'actief aktywny zapisany subskrybuje prenumererar tilmeldt påmeldt aktivní aktiivinen abone aktif подписан ' +
    'активен активный активна 已订阅 已訂閱 订阅 正常 有效 購読中 登録済み 有効 구독 구독중',
  unconfirmed:
    'unconfirmed pending unactivated not_confirmed not_activated not_verified unverified validating awaiting_confirmation ' +
    'awaiting waiting upcoming invited unbestätigt nicht_bestätigt ausstehend eingeladen non_confirmé en_attente no_confirmado ' +
    'pendiente non_confermato in_attesa não_confirmado pendente niet_bevestigd niepotwierdzony obekräftad ' +
    'не_подтвержден ожидает 未确认 未確認',
  left:
    'unsubscribed disabled inactive opted_out optout opt_out removed deleted archived cancelled canceled churned paused ' +
    'off transactional non_subscribed nonsubscribed not_subscribed never_subscribed unsub stopped suppressed ' +
    'withdrawn revoked denied declined banned forgotten gdpr erased do_not_email do_not_contact globally_unsubscribed ' +
    'global_unsubscribe user_unsubscribed manually_unsubscribed unsubscribed_by_subscriber unsubscribed_by_admin ' +
    'abgemeldet inaktiv ausgetragen gelöscht gekündigt widerrufen deaktiviert nicht_abonniert abbestellt entfernt ' +
    'désabonné désinscrit inactif supprimé résilié non_abonné désactivé dado_de_baja baja inactivo cancelado eliminado ' +
    'desuscrito no_suscrito disiscritto cancellato inattivo annullato eliminato non_iscritto descadastrado inativo ' +
    'desinscrito removido uitgeschreven afgemeld inactief verwijderd wypisany nieaktywny usunięty wyrejestrowany ' +
    'avregistrerad avprenumererad avslutad afmeldt inaktiivinen avmeldt odhlášen neaktivní abonelikten_çıktı ' +
    'отписан отписался отписана неактивен неактивный удален 已退订 已退訂 退订 取消订阅 已取消 停用 配信停止 解除 退会 無効 購読解除 ' +
    '수신거부 구독취소 해지',
  bounced:
    'bounced bounce bouncing cleaned undeliverable invalid hard_bounce hardbounce hard_bounced dead ' +
    'invalid_email nonexistent unzustellbar ungültig rebond rebondi invalide rebotado rebote inválido rimbalzato non_valido ' +
    'ongeldig nieprawidłowy недействителен 无效 退信 不達',
  complained:
    'complained complaint spam spammy abuse blocked blocklisted blacklisted marked_as_spam malicious junk spam_complaint ' +
    'spam_complaints spam_report reported_as_spam abuse_complaint spamreport beschwerde gesperrt blockiert bloqué plainte ' +
    'bloqueado queja bloccato geblokkeerd заблокирован жалоба 黑名单 投诉 迷惑メール',
};
/** What a column of yes and no says, in the words of those who keep lists. */
const YES = 'yes true 1 on y t ja oui si sì sí sim tak evet да 是 はい 예';
const NO = 'no false 0 off n f nein non nee nej nei não nie ne hayır нет 否 いいえ 아니요';

const stated = (words: string, state: FormerState) =>
  words.split(' ').map((word) => [foldText(word), state] as const);
/** By words alone: what says yes or no says it of the heading. */
const DEPARTED: ReadonlyMap<string, FormerState> = new Map([
  ...stated(WORDS.left, 'left'),
  ...stated(WORDS.bounced, 'bounced'),
  ...stated(WORDS.complained, 'complained'),
]);
const STATES: ReadonlyMap<string, FormerState> = new Map([
  ...stated(WORDS.subscribed, 'subscribed'),
  ...stated(YES, 'subscribed'),
  ...stated(WORDS.unconfirmed, 'unconfirmed'),
  ...DEPARTED,
  ...stated(NO, 'left'),
]);

/** A word of a column of states; empty says nothing against who is in the list. */
export function formerState(text: string): FormerState {
  const word = foldText(text);
  return word === '' ? 'subscribed' : (STATES.get(word) ?? 'unknown');
}

/** The same of a further column of states: only what a word says of a departure; null where none does. */
export function departedState(text: string): FormerState | null {
  return DEPARTED.get(foldText(text)) ?? null;
}

/** A soft bounce passes. */
const NOTHING =
  'soft soft_bounce null none never nil na n_a nan undefined 0_0 keine kein aucun ninguno nessuno nenhum geen';
const SAYS_NO: ReadonlySet<string> = new Set(['', ...`${NO} ${NOTHING}`.split(' ').map(foldText)]);

/** Whether a column that holds a yes or a moment says that it happened. */
export function saysYes(text: string): boolean {
  return !SAYS_NO.has(foldText(text)) && !/^(?:\\N$|0000-00-00)/.test(text.trim());
}
