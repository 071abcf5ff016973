/** What servers write of a mailbox that is alive and does not take the message. Matched against `refusalText`. */

export const mailboxFull: readonly RegExp[] = [
  /(mail ?box|inbox|mail ?drop|mail folder|account|storage|disk|user|recipient|quota)('?s)?.{0,40}(\bfull\b|over.?quota|exceed(s|ed|ing)|over (its|the|their|his) .{0,20}(limit|quota|size))/,
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
  /(receiving|recipient|user|mailbox).{0,60}(too quickly|at a rate|too (many|much) (mails?|messages))|mail ?box (is )?(currently )?busy\b/,
];

/** It says itself that it will take mail again. */
export const suspendedForNow: readonly RegExp[] = [
  /(mail ?box|account|user|recipient|address|domain)\b.{0,40}\b(temporarily (disabled|deactivated|unavailable|suspended|blocked|locked|inactive|closed|not)|(under|in|for|during|of) (the |a )?(maintenance|migration)\b|(disabled|unavailable|suspended|blocked|locked|inactive) temporarily)|temporarily (disabled|unavailable|suspended|blocked|locked|inactive) (mail ?box|account|user|recipient|address)/,
  /(inactive|disabled|locked|closed|unavailable|unknown|not (active|activated|found|known)) until\b/,
];

export const mailboxSuspended: readonly RegExp[] = [
  /(mail ?box|account|user|recipient|address|domain).{0,40}(suspended|frozen|locked|blocked temporarily|temporarily (disabled|unavailable|suspended|blocked|locked|inactive)|on hold|not active|not (yet )?activated|overdrawn|dormant)/,
  /(suspended|frozen|locked|unactivated) (mail ?box|account|user|recipient|address)|disabled recipient address/,
  /(邮箱|账号|帐号|用户).{0,10}(冻结|凍結|锁定|暂停)|ящик.{0,30}(заблокирован|заморожен|приостановлен)|(アカウント|メールボックス).{0,20}(停止|凍結)/,
];

/** A rule of the recipient or about who may write to them; it says nothing about our name. */
export const mailboxRefuses: readonly RegExp[] = [
  /recipient.{0,20}(preferences|settings)|(refused|rejected|blocked|denied|filtered) by (the )?(recipient|user|addressee|mail ?box|custom|personal)/,
  /not (a )?member (of|article)|non-?member|\bmembers? only\b|message filtered|(user|recipient|mail ?box|account|person).{0,40}(does not|doesn't|do not|not|only) (want|wish|accept(ing|s)?\b|receiv(e|ing))|(user|recipient|mail ?box|account|person|group|list).{0,40}only accept/,
  /(only|restricted to|must be) (members|authenticated|internal|subscribers|authori[sz]ed)|you (may|must|do) not.{0,30}(permission|post|belong|member)|(permission|not allowed|unauthori[sz]ed) to (post|send) (messages |mail |e-?mail )?to (this|the|that)/,
  /(you are|sender is) not (on|in) (the )?.{0,20}(white ?list|allow ?list|accepted)|closed (group|list)|(mail ?box|account|address|group|list).{0,20}\bclosed (to|for) (outside|external|mailing|unknown|unauthori[sz]ed|other)\b|(delivery|access) (restriction|not authori[sz]ed)|not authori[sz]ed to send to (the )?recipient|restricted (address|recipient|mail ?box|distribution)/,
  /not (found |listed |present )?(in|on) (your|our|the|my|an?) (\w+ )?(allowed|allow|white|approved|safe|accepted)|not (found|listed|present) (in|on) (allow|white|safe).?list|or (is |are )?not (allowed|permitted|authori[sz]ed)|not (allowed|permitted|authori[sz]ed) to receive|(rejected|refused).{0,20} user rules|refuses? to (receive|accept)|not accepting any (mail|messages)/,
  /(mail|messages?|delivery|access|post(ing|s)?)( (for|to) ¤)? from (the )?(outside|external|internet|other (domains|servers|networks))/,
  /受信(を)?(拒否|できません)|受信拒否|拒收|白名单|白名單|ホワイトリスト|бел\S{2,3} спис|liste blanche|lista (blanca|branca|bianca)|wei(ß|ss)e\S? liste|bia(ł|l)\S{1,2} li(ś|s)/,
];

/** Dead is one of two reasons that a reply offers, and by the other the reader lives. */
export const orRefused: readonly RegExp[] = [
  /\bor (else )?(is |are |was |has )?(you(r|'re)?\b.{0,40}\b(not|un\w+|cannot|can't|block\w*|denied|refused|rejected|listed|lack|banned)\b|(the )?sender|gr[ae]y.?list|blocked|locked|suspended|restricted|refus|reject|(access )?denied|polic|(does ?n[o']t|not|only) (want|wish|accept|allow|permit|authori[sz]ed)|temporar|unavailable for)/,
  /\b(oder|ou|o|of|eller|lub|или) (ist |est |est(á|a) |è |is |är |er )?(gesperrt|abgelehnt|voll|bloqu\S{1,4}|bloccat\S|refus\S{1,2}|rechazad\S|recusad\S|rifiutat\S|geblokkeerd|sp(ä|a)rrad|zablokowan\S|заблокирован\S{0,2}|переполнен\S{0,2})/,
];
