/** What servers write of a mailbox that is alive and does not take the message. Matched against `refusalText`. */

export const mailboxFull: readonly RegExp[] = [
  /(mail ?box|inbox|mail ?drop|mail folder|account|storage|disk|user|recipient|quota)('?s)?.{0,40}(\bfull\b|over.?quota|exceed(s|ed|ing)|over (its |the |their |his )?(\w+ )?(limit|quota|size))/,
  /(over|out of|exceed(s|ed|ing)?|beyond|above).{0,30}\b(quota|storage (limit|space)|disk space|mail ?box size)|quota .{0,20}(full|exceeded|violation|limit|is over)|quotaexceeded/,
  /(insufficient|not enough|no|out of) (\w+ ){0,2}(storage|space|disk|room)|(mail ?box|inbox) (is )?(too (big|large)|has (grown|reached)|size limit)/,
  /too (many|much) (messages|mail|data) in (the |this )?(mail ?box|folder)|number of messages in .{0,30}(mail ?box|folder)|(mail ?box|user).{0,30}(maximum|limit) (size|of)/,
  /(bo[iî]te|messagerie|compte).{0,40}(pleine?|satur|plein)|quota.{0,20}(dépass|depass|atteint)|(postfach|mailbox|speicher).{0,40}(voll|überf|ueberf|überschritten)/,
  /(buz(ó|o)n|casilla|cuenta|caixa|conta|casella|mailbox).{0,40}(llen[oa]|excedi|super|cheia|lotada|piena|esaurit)|(cuota|cota|quota).{0,20}(exced|superad|esaurit)/,
  /(ящик|почтов).{0,30}(переполнен|заполнен)|превышен.{0,20}(квот|размер)|skrzynka.{0,20}(pełna|przepełniona)|schránka.{0,20}pln|(postvak|postbus|mailbox|inbox).{0,40}\bvol\b|(brevl(å|a)da|postl(å|a)da|inkorg|postkass|innboks|indbakke|e-?post).{0,30}\b(full|fyldt|fuld)\b|posta kutusu.{0,10}dolu/,
  /(メールボックス|受信箱|メールボックスの容量|容量).{0,20}(いっぱい|一杯|超え|超過|オーバー|満杯)|(邮箱|郵箱|信箱|空间|容量).{0,20}(已?满|已?滿|不足|超(出|过|過|限))|(편지함|메일함|메일박스|용량).{0,20}(가득|초과|부족)/,
];

/** One mailbox receives too fast; the relay is not at fault. */
export const mailboxTooBusy: readonly RegExp[] = [
  /\b(messages?|mails?|they) (that )?(they )?can receive (per|in an?|each) |\b(message )?receiv(e|ing) (limit|rate|quota)|\brecipient('s)? (\w+ )?quota for (today|the day|this hour)|\b(user|recipient|mail ?box) (received|gets|is getting) too (many|much)\b|\bmail ?box flood/,
  /(receiving|recipient|user|mailbox).{0,60}(too quickly|at a rate|too (many|much) (mails?|messages))|mail ?box (is )?(currently )?busy\b/,
];

/** It says itself that it will take mail again. */
export const suspendedForNow: readonly RegExp[] = [
  /(mail ?box|account|user|recipient|address|domain)\b.{0,40}\b(temporarily (disabled|deactivated|unavailable|suspended|blocked|locked|inactive|closed|not)|(under|in|for|during|of) (the |a )?(maintenance|migration)\b|(disabled|unavailable|suspended|blocked|locked|inactive) temporarily)|temporarily (disabled|unavailable|suspended|blocked|locked|inactive) (mail ?box|account|user|recipient|address)/,
  /(inactive|disabled|locked|closed|unavailable|unknown|not (active|activated|found|known)) until\b/,
  /(mail ?box|account|user|recipient|address|reader|¤)\b.{0,20}\b(closed|disabled|suspended|blocked|locked|inactive|unavailable) (for (now|an? (hour|day|while|few)|\d+ (minute|hour|day|week)|the (weekend|day|night))|on (weekends?|holidays?)|during)/,
  /(mail ?box|account|user|recipient|address|¤)( is| was)?( currently)? (being (migrated|moved|restored|created|rebuilt|repaired)|awaiting (\w+ )?activation|pending (\w+ )?activation|not (yet )?(ready|provisioned|confirmed|initiali[sz]ed)|in use|under migration|locked by another)|\b(user|account|recipient|owner) (must|has to|needs to) (first )?(log ?in|activate|confirm|verify)|\b(user|owner|recipient) has not (yet )?(confirmed|activated|verified|logged)|\bmail ?box (is )?(currently )?not available (now|yet|right)|(user|reader|recipient|¤) is (currently )?(on (vacation|holiday|leave)|out of (the )?office|away)/,
];

export const mailboxSuspended: readonly RegExp[] = [
  /(mail ?box|account|user|recipient|address|domain).{0,40}(suspended|frozen|locked|blocked temporarily|temporarily (disabled|unavailable|suspended|blocked|locked|inactive)|on hold|not active|not (yet )?activated|overdrawn|dormant)/,
  /(suspended|frozen|locked|unactivated) (mail ?box|account|user|recipient|address)|disabled recipient address/,
  /(邮箱|账号|帐号|用户).{0,10}(冻结|凍結|锁定|暂停)|ящик.{0,30}(заблокирован|заморожен|приостановлен)|(アカウント|メールボックス).{0,20}(停止|凍結)/,
];

/** Exchange's names for who may write to a mailbox, beside words that sound like a login. */
export const restrictedMailbox: readonly RegExp[] = [
  /\bresolver\.rst\.(auth|notauth|sendernotauth|recipientnotauth|restricted)|\bdelivery restriction check failed/,
];

/** A rule of the recipient or about who may write to them; it says nothing about our name. */
export const mailboxRefuses: readonly RegExp[] = [
  /recipient.{0,20}(preferences|settings)|(refused|rejected|blocked|denied|filtered) by (the )?(recipient|user|addressee|mail ?box|custom|personal)/,
  /not (a )?member (of|article)|non-?member|\bmembers? only\b|message filtered|(user|recipient|mail ?box|account|person).{0,40}(does not|doesn't|do not|not|only) (want|wish|accept(ing|s)?\b|receiv(e|ing))|(user|recipient|mail ?box|account|person|group|list).{0,40}only accept/,
  /(only|restricted to|must be) (members|authenticated|internal|subscribers|authori[sz]ed)|you (may|must|do) not.{0,30}(permission|post|belong|member)|(permission|not allowed|unauthori[sz]ed) to (post|send) (messages |mail |e-?mail )?to (this|the|that)/,
  /(you are|sender is) not (on|in) (the )?.{0,20}(white ?list|allow ?list|accepted)|closed (group|list)|(mail ?box|account|address|group|list).{0,20}\bclosed (to|for) (outside|external|mailing|unknown|unauthori[sz]ed|other)\b|(delivery|access) (restriction|not authori[sz]ed)|not authori[sz]ed to send to (the )?recipient|restricted (address|recipient|mail ?box|distribution)/,
  /not (found |listed |present )?(in|on) (your|our|the|my|an?) (\w+ )?(allowed|allow|white|approved|safe|accepted)|not (found|listed|present) (in|on) (allow|white|safe).?list|or (is |are )?not (allowed|permitted|authori[sz]ed)|not (allowed|permitted|authori[sz]ed) to receive|(rejected|refused).{0,20} user rules|refuses? to (receive|accept)|not accepting any (mail|messages)/,
  /(mail|messages?|delivery|access|post(ing|s)?)( (for|to) ¤)? from (the )?(outside|external|internet|other (domains|servers|networks))/,
  // Who may write.
  /\b(accept|take|receive|allow)s?\b( (e?-?mails?|messages?))?( only)? from .{0,30}\b(only|members|known|approved|internal|trusted|contacts|colleagues|friends|subscribers)\b|\b(accept|take|receive)s? (e?-?mails?|messages?) only\b|\bonly (takes|receives|allows) (e?-?mails?|messages?|delivery)/,
  /\b(external|unknown|outside|foreign|internet) senders? (is|are|may|can|must|will)( \w+)?( be)? ?(not|n't|reject|refus|block|denied)|\b(deny|ignore|reject)[ -]list\b|\b(you|sender|address|∆)('s)? (is |are )?not (in|on|among) (the |my |your |their )?(\w+ )?(of |contacts?|address ?book|friends)|\bnot (in|on|among) (the )?(recipient|user|¤)('s)? (\w+ )?(contacts?|address ?book|friends|list)/,
  // What the owner of an alias, or of a mailbox, has set.
  /(alias|forwarding|address|mail ?box|account|user|reader|¤)\b.{0,40}\b(paused|turned off|switched off|disabled|deactivated|blocked|stopped|closed) (by (its|the|their) (owner|user|recipient)|by (owner|user|recipient)|for (newsletters?|bulk|external|outside|mailing|non-?members|public))|\b(user|recipient|owner|reader) (has |have )?(disabled|turned off|switched off|paused|stopped|blocked|opted) (\w+ )?(mail|e-?mail|receiving|receipt|delivery|this alias|the alias|this address|out of|newsletters?)|\b(user|recipient|owner) (has )?(refused|declined|rejected) (the|this|your|to)\b/,
  /\b(held|waiting|awaiting|queued) (for|by|in) (\w+ )?(moderation|moderator|approval)|(list|group|address|mail ?box|¤) is moderated|(recipient|user|mail ?box|¤)( \w+)? requires (\w+ )?(encrypt|encryption|signed|tls|s\/mime|pgp|confirmation)/,
  // In other languages: only from some, or not from this one.
  /(nimmt nur|akzeptiert nur|nur von (bekannten|internen)|hat (sie|den absender|ihre) .{0,20}(gesperrt|blockiert)|hat sie gesperrt)|n'accepte que|(a|ont) bloqué|(solo|s(ó|o)|apenas|solamente|(ú|u)nicamente) (acepta|aceita|recibe|recebe)|accetta (\w+ )?solo|ha bloqu?(eado|ccato)|accepteert alleen|przyjmuje tylko|(принимает|получает) (\S{1,20} )?только|заблокировал|からの.{0,10}のみ|指定受信|只(接收|接受)|거부/,
  /challenge.?response|captcha|\bconfirm (that )?you are (a )?human|\bsenders? (must|needs? to|has to) (first )?(confirm|verify|register)|\bmust use (an )?(encrypted|secure|tls)/,
  /受信(を)?(拒否|できません)|受信拒否|拒收|白名单|白名單|ホワイトリスト|бел\S{2,3} спис|liste blanche|lista (blanca|branca|bianca)|wei(ß|ss)e\S? liste|bia(ł|l)\S{1,2} li(ś|s)/,
];

/** Dead is one of two reasons that a reply offers, and by the other the reader lives. */
export const orRefused: readonly RegExp[] = [
  /\bor (else )?(is |are |was |has )?(you(r|'re)?\b.{0,40}\b(not|un\w+|cannot|can't|block\w*|denied|refused|rejected|listed|lack|banned)\b|(the )?sender|gr[ae]y.?list|blocked|locked|suspended|restricted|refus|reject|(access )?denied|polic|(does ?n[o']t|not|only) (want|wish|accept|allow|permit|authori[sz]ed)|temporar|unavailable for)/,
  /\b(oder|ou|o|of|eller|lub|или) (ist |est |est(á|a) |è |is |är |er )?(gesperrt|abgelehnt|voll|bloqu\S{1,4}|bloccat\S|refus\S{1,2}|rechazad\S|recusad\S|rifiutat\S|geblokkeerd|sp(ä|a)rrad|zablokowan\S|заблокирован\S{0,2}|переполнен\S{0,2})/,
];
