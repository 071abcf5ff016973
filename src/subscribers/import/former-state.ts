import { foldText } from '../../model/folded-text.js';

/** What somebody was at the service that the list comes from. `unknown`: a word that is none of those. */
export type FormerState = 'subscribed' | 'unconfirmed' | 'left' | 'bounced' | 'complained' | 'unknown';

const WORDS: Readonly<Record<Exclude<FormerState, 'unknown'>, string>> = {
  subscribed:
    'subscribed active enabled confirmed regular premium gifted trialed comped paid free opted_in optin explicit implied ' +
    'express granted member churning past_due unpaid aktiv angemeldet bestätigt abonniert eingetragen zugestimmt abonné ' +
    'inscrit actif confirmé suscrito activo inscrito ativo confirmado iscritto attivo confermato ingeschreven aangemeld ' +
    'actief aktywny zapisany subskrybuje prenumererar tilmeldt påmeldt aktivní aktiivinen abone aktif подписан ' +
    'trial trialing double_opt_in активен активный активна 登録済 配信中 已订阅 已訂閱 订阅 正常 有效 購読中 登録済み 有効 구독 구독중',
  unconfirmed:
    'unconfirmed pending unactivated not_confirmed not_yet_confirmed confirmation_sent noch_nicht_bestätigt wartet 仮登録 確認待ち not_activated not_verified unverified validating awaiting_confirmation ' +
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
    'snoozed 停止 停止中 不可 退会済み 解除済み 수신거부 구독취소 해지',
  bounced:
    'bounced bounce bouncing cleaned undeliverable invalid hard_bounce hardbounce hard_bounced dead ' +
    'invalid_email nonexistent unzustellbar ungültig rebond rebondi invalide rebotado rebote inválido rimbalzato non_valido ' +
    'ongeldig nieprawidłowy недействителен 无效 退信 不達 エラー',
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
  ...stated(WORDS.unconfirmed, 'unconfirmed'),
  ...stated(WORDS.left, 'left'),
  ...stated(WORDS.bounced, 'bounced'),
  ...stated(WORDS.complained, 'complained'),
]);
const STATES: ReadonlyMap<string, FormerState> = new Map([
  ...stated(WORDS.subscribed, 'subscribed'),
  ...stated(YES, 'subscribed'),
  ...DEPARTED,
  ...stated(NO, 'left'),
]);

/** A word of a column of states; empty says nothing against who is in the list. */
export function formerState(text: string): FormerState {
  const word = foldText(text);
  if (word === '') return TICKED.test(text) || text.trim() === '' ? 'subscribed' : signState(text);
  return STATES.get(word) ?? stateInWords(word);
}

/** A cross says no; what a dash means only its writer knows. */
function signState(text: string): FormerState {
  return CROSSED.test(text) ? 'left' : 'unknown';
}

/** Signs that a box is filled with. */
const TICKED = /[✓✔☑✅☒]/u;
const CROSSED = /[✗✘❌☐✖❎🚫]/u;

/** In `Subscribed (confirmed)` and `Pending confirmation`. */
const KNOWN_WORDS: ReadonlyMap<string, FormerState> = new Map([
  ...stated(WORDS.subscribed, 'subscribed'),
  ...DEPARTED,
]);
/** Words that change nothing, and those that turn what stands behind them. */
const FILLERS: ReadonlySet<string> = new Set(
  (
    'subscriber subscribers member members user contact email emails mail newsletter list by admin on at in the and via ' +
    'form opt optin double doi hard since from manually import imported confirmation bestätigung auf already み'
  )
    .split(' ')
    .map(foldText),
);
const TURNED = /(?:^| )(?:not|no|never|soft|nicht|kein|keine|nie|non|pas|ne|nem|isn|wasn|未|不|非)(?: |$)/;
const MOST_WORDS = 12;
const LONGEST_PHRASE = 6;
/** What weighs most stands first. */
const WEIGHT: readonly FormerState[] = ['complained', 'bounced', 'left', 'unconfirmed', 'subscribed'];

/**
 * What several words say together: of a departure one is enough, and a subscriber is who is called nothing else. Where a
 * word may turn the others round, nobody is to guess.
 */
function stateInWords(text: string): FormerState {
  const words = text.split(' ');
  if (words.length > MOST_WORDS) return 'unknown';
  const found = new Set<FormerState>();
  const strays: string[] = [];
  for (let at = 0; at < words.length; ) {
    const length = phraseLengthAt(words, at);
    const state = KNOWN_WORDS.get(words.slice(at, at + length).join(' '));
    if (state === undefined) strays.push(words[at] ?? '');
    else found.add(state);
    at += Math.max(1, length);
  }
  if (TURNED.test(strays.join(' '))) return 'unknown';
  const heaviest = WEIGHT.find((state) => found.has(state)) ?? 'unknown';
  const isSure = strays.every((word) => FILLERS.has(word) || /^\d+$/.test(word));
  return heaviest === 'subscribed' && !isSure ? 'unknown' : heaviest;
}

/** How many words the longest known phrase has that begins at `at`; 0 where none does. */
function phraseLengthAt(words: readonly string[], at: number): number {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length -= 1) {
    if (KNOWN_WORDS.has(words.slice(at, at + length).join(' '))) return length;
  }
  return 0;
}

/** The same of a further column of states: only what its words say against who is in the list; null where none does. */
export function departedState(text: string): FormerState | null {
  const word = foldText(text);
  const state = DEPARTED.get(word) ?? (STATES.has(word) ? null : stateInWords(word));
  return state === 'unknown' || state === 'subscribed' ? null : state;
}

/** Says of somebody in any column, be it one of tags, that they are not to be mailed. */
const DEPARTURE =
  /^\W{0,3}(?:globally |global )?(?:unsubscribed?|opted[ _-]?out|cleaned|hard[ _-]?bounced?|blocklisted|blacklisted|do[ _-]not[ _-](?:e-?)?mail|abgemeldet|ausgetragen|désabonnée?|désinscrite?|dado de baja|disiscritt[oa]|descadastrad[oa]|uitgeschreven|отписана?|已退订|已退訂|退会(?:済み?)?|配信停止中?|購読解除|수신거부)\W{0,3}$/iu;
const LONGEST_DEPARTURE = 40;

export function isDeparture(text: string): boolean {
  return text.length <= LONGEST_DEPARTURE && DEPARTURE.test(text);
}

/** A soft bounce passes. */
const NOTHING =
  'soft soft_bounce null none never nil na n_a nan undefined 0_0 keine kein aucun ninguno nessuno nenhum geen';
const NO_WORDS: ReadonlySet<string> = new Set(NO.split(' ').map(foldText));
const SAYS_NO: ReadonlySet<string> = new Set(['', ...`${NO} ${NOTHING}`.split(' ').map(foldText)]);

/** Whether a column that holds a yes or a moment says that it happened. */
export function saysYes(text: string): boolean {
  return TICKED.test(text) || (!SAYS_NO.has(foldText(text)) && !/^(?:\\N$|0000-00-00)/.test(text.trim()));
}

/** Whether a column says in so many words that it did not happen; one that is empty does not say. */
export function saysNo(text: string): boolean {
  return CROSSED.test(text) || /^[-–—]$/.test(text.trim()) || NO_WORDS.has(foldText(text));
}
