import { addressIn } from './addresses.js';
import { field } from './mime/header-fields.js';
import type { ParsedMail } from './parsed-mail.js';

/** A subject or a line that says no more than this, give or take a polite word. */
const REQUESTS: readonly RegExp[] = [
  // What a mail client sends for a `mailto:` in List-Unsubscribe (RFC 2369 §3.2), and people by hand.
  /^(list-?)?un-?subscribe( me)?$|^un-?subscribe:? (me|from|this|my|list|newsletters?|daily|request)\b.{0,60}$|^un-?subscribe [\w.=+-]{1,64}(@[\w.-]{1,253})?$/,
  /^(sign ?off|opt[- ]?out|remove|remove me|take me off|stop|leave)( (from )?(this|the|your|my|mailing|list|lists|newsletters?|e?mails?|please|address|name))*$/,
  /^(do not|don ?t|stop) (sending|send|mailing|e-?mailing)( (me|us))?( (any ?more|any|these|those|this|your|more|the))*( (e?-?mails?|messages|newsletters?|digests?|mail|papers))*( any ?more)?$/,
  /^(bitte )?(mich )?(newsletter )?(abmelde[nr]|abmeldung|abbestellen|austragen|kündigen)( (bitte|newsletter|vom newsletter))*$/,
  /^((se|me) |je (souhaite|veux|voudrais|désire) (me )?)?(désinscription|désinscrire|desinscription|désabonnement|désabonner)( .{0,30})?$/,
  /^((quiero|quisiera|deseo|solicito) )?(darme de baja|dar de baja|cancelar( la| mi)? suscripci[oó]n|desuscribir(me)?)( .{0,30})?$|^baja( (de|del|en|a|por favor|lista|boletín|newsletter|suscripci[oó]n)( .{0,30})?)?$/,
  /^(descadastr\w{0,6}|((quero|gostaria de) )?cancelar( a| minha)? (inscri[\wçã]{0,6}|assinatura)|sair da lista)( .{0,30})?$/,
  /^(cancellami|cancellazione|disiscri\w{0,8}|annulla(re)? iscrizione)( .{0,30})?$/,
  /^(uitschrijven|afmelden|wypisz( mnie)?|rezygnacja|rezygnuj\S{0,3}|avregistrera|avmeld|afmeld|peru tilaus|odhl[áa]sit|odhl[áa]ste|leiratkoz\S{1,4}|dezabonare|dezabonează-mă|odjava|odjavi me|abonelikten ç[ıi]k|aboneliğimi iptal|hủy đăng ký|berhenti berlangganan)( .{0,30})?$/,
  /^(відписатися|відпишіть мене|отпишете ме|إلغاء الاشتراك|(הסר(ה)?|הסירו אותי|להסיר)( .{0,20})?)$/,
  /^(отпис(ать(ся)?|ка)|отпишите меня|отказ(аться)? от (рассылки|подписки))( .{0,30})?$/,
  /^(配信停止|購読解除|退会|解除)(希望|依頼|のお願い|手続き|して?ください)?$|^(退订|取消订阅|退訂|取消訂閱|수신 ?거부|구독 ?(취소|해지)).{0,10}$/,
];

/** Whom a mail asks to leave: its author; null where it asks nothing of the kind. */
export function readUnsubscribe(
  mail: ParsedMail,
): { readonly recipient: string | null; readonly rule: string } | null {
  const recipient = addressIn(field(mail.fields, 'from'));
  if (mail.fields.has('x-apple-unsubscribe')) return { recipient, rule: 'unsubscribe/apple' };
  if (asks(mail.subject)) return { recipient, rule: 'unsubscribe/subject' };
  const first = mail.lines.find((line) => line.trim() !== '') ?? '';
  const isShort = mail.lines.join('').trim().length < 200;
  return isShort && asks(first) ? { recipient, rule: 'unsubscribe/text' } : null;
}

function asks(text: string): boolean {
  const words = text
    .slice(0, 200)
    .toLowerCase()
    .replace(/^\s{0,8}(re|aw|fwd?|sv|antw|r)\s?:\s{0,8}/, '')
    .replace(/\bplease\b|["'“”„()[\]<>!.]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return REQUESTS.some((request) => request.test(words));
}
