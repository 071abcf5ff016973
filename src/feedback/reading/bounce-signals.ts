import { field } from './mime/header-fields.js';
import type { ParsedMail } from './parsed-mail.js';

/** Who writes reports. */
const DAEMON =
  /mailer[-_ ]?daemon|post[-_]?master|mail (delivery|deliver|system|administrator)|delivery (subsystem|system|status)|mdaemon|mail[-_]daemon|bounce|postoffice|\bmta\b|non-?delivery|auto-?notify|(e?mail|smtp)[ -]?(gateway|server|router)|メール配信|администратор почты/i;

/** How the subject of a report begins, in several languages. */
const SUBJECT =
  /undeliver(able|ed)|non.?deliver|not delivered|(delivery|mail|message|e-?mail|send|transmission).{0,30}(fail|error|problem|delay|status|not|unable|report)|failure (notice|delivery|notification)|returned (mail|message|to sender)|returning (message|mail)|return(ed)? (to|your)|could ?n.?[o']t (be )?(send|sent|deliver)|unable to (deliver|send)|(cannot|can't|can not) (be )?(deliver|send)|warning.{0,40}(mail|message|deliver|send|sent)|\bbounced?\b|\bndn\b|\bdsn\b|\bndr\b|mail.{0,10}rejected|message you sent (was )?blocked|(message|mail) (blocked|rejected|quarantined|refused|undeliver)|unzustellbar|nicht zustellbar|zustell(ung|fehler|bericht)|fehler.{0,20}zustell|non (remis|distribu|délivr)|échec (de|d')|retour de courrier|no (se )?(ha )?(pudo|entregad)|no entregad|devuelto|mensaje devuelto|não (foi )?(entregue|entrega)|devolvid|mancata consegna|consegna.{0,20}(fallit|non riuscit)|messaggio non|onbestelbaar|niet bezorgd|nie (dostarczono|doręczon)|zwrot|недоставлен|не доставлен|ошибка доставки|не удалось|エラー|配信(でき|不能|失敗|エラー)|送信(でき|失敗|エラー)|不達|返信メール|退信|投递失败|发送失败|系统退信|无法投递|无法送达|배달 ?실패|전송 ?실패|반송|発送エラー|未送達/i;

/** How a report opens. */
const OPENING =
  /(message|mail|e-?mail|letter|attempt).{0,80}(could|can|was|were|has|have|is|did) ?(n.t|not|n't) ?(be |been |yet )?(be )?(deliver|sent|reach|send|relay|accept|process)|(unable|failed|fail|failure|problem|error|errors|impossible|trouble|not able) (to |of |in |was encountered |while |occurred while |has occurred while |occurred |delivering )?.{0,40}(deliver|send|sending|reach)|deliver(y|ed|ing)?.{0,40}(fail|error|problem|unsuccess|impossible|delayed|not possible|aborted|not successful)|undeliver|non.?deliver|did not reach|(was|been|is|were|being) (returned|rejected|bounced|refused|blocked)|following (address|recipient|error|destination|user)|(address|recipient)(es|s|\(es\)|\(s\))? (had|have|with|failed|below)|permanent (fatal )?error|failure (notice|reason|report|notification)|transcript of session|nondeliver|returned (to sender|message|mail)|bounce|doesn't have an? .{0,60} account|(mail ?box|user|recipient|address).{0,40}(full|unknown|not exist|unavailable|does not exist|not found)|nicht (zu(ge)?stell|ausgeliefert|übermittelt)|konnte nicht|n'a (pas )?pu|pas (pu )?être (remis|délivré|distribué|envoyé)|no (se )?(ha )?(pudo|podido|fue|puede)|n(ã|a)o (foi|pôde|p(ô|o)de)|non (è|e'|é) stato|impossibile|niet (worden )?(bezorgd|afgeleverd)|nie (może|mogła|została)|не (может|могло|было|удалось|доставлен)|недоставлен|(配信|送信|配送|お届け|送付|配達)(する|を)?.{0,10}(できません|失敗|できなかった|不能|エラー)|エラー|無法|无法|失败|退回|退信|실패|배달되지|전송되지/i;

/** A reply as servers word it: a line of three digits, or an enhanced status. */
const REPLY_LINE = /(?:^|[\s>:(#])([45][0-5]\d[ -](?=\D|[45]\.\d)|[45]\.\d\.\d{1,3}\b)/;

/** A person answers, and quotes what they got. */
const ANSWER = /^\s{0,8}(re|aw|antw|sv|r|odp|ynt)\s?:/i;

export interface BounceSignals {
  readonly fromDaemon: boolean;
  readonly emptyReturnPath: boolean;
  readonly subject: boolean;
  readonly opening: boolean;
  readonly replyLine: boolean;
  readonly failedRecipients: boolean;
  readonly reportType: boolean;
  readonly answer: boolean;
}

const LINES_OF_OPENING = 60;

export function bounceSignalsOf(mail: ParsedMail): BounceSignals {
  const opening = mail.lines.slice(0, LINES_OF_OPENING).join(' ').replace(/\s+/g, ' ').slice(0, 6_000);
  const returnPath = mail.fields.get('return-path')?.[0];
  return {
    fromDaemon: DAEMON.test(mail.from),
    emptyReturnPath: returnPath !== undefined && /^<?\s*>?$|mailer-daemon/i.test(returnPath),
    subject: SUBJECT.test(mail.subject),
    answer: ANSWER.test(mail.subject),
    opening: OPENING.test(opening),
    replyLine: REPLY_LINE.test(opening),
    failedRecipients: mail.fields.has('x-failed-recipients') || mail.fields.has('x-bounced-address'),
    reportType:
      mail.reportType === 'delivery-status' ||
      field(mail.fields, 'x-ms-embedded-report') !== '' ||
      mail.fields.has('x-ms-embedded-report'),
  };
}

/** Whether a message without a report for programs is a bounce: who wrote it, and what it says. */
export function looksLikeBounce(signals: BounceSignals): boolean {
  if (signals.failedRecipients || signals.reportType) return true;
  const says = signals.opening || signals.replyLine;
  if (signals.fromDaemon && (says || signals.subject)) return true;
  // Automatic answers have an empty return path too; a person's have the subject of what they answer.
  const isFormal = signals.subject || signals.replyLine;
  return (
    says && isFormal && (signals.emptyReturnPath || (signals.subject && signals.replyLine && !signals.answer))
  );
}
