/**
 * What servers write of us: of our server, our sender, our message. No reader is to blame for any of it.
 * Matched against `refusalText`.
 */

export const tooManyRecipients: readonly RegExp[] = [
  /too many (recipients|rcpts?)/,
  /(?<!(hourly|daily) )recipient limit(?! (for|of) (the |your )?sender)/,
];

/** What we may send, not what a mailbox may hold. */
export const senderQuota: readonly RegExp[] = [
  /\b(outgoing|outbound|sending|sender|smtp|daily|hourly)\b.{0,30}\b(quota|limit|threshold)|\b(quota|limit|threshold)\b.{0,30}\b(for|of|from) (the |this )?(sender|sending|outgoing|smtp)\b|\bquota\b.{0,30}\b(for|of) your\b/,
  /\b(e?-?mails?|messages?|recipients?) (per|an|a|each|every|in an?|in one) ?(second|minute|hour|day)\b/,
  /\b(exceed\w*|max(imum)?|limit) .{0,60}\bper (second|minute|hour|day)\b/,
];

export const submissionQuota: readonly RegExp[] = [/submission (rate |message )?(quota|limit)/];

export const throttled: readonly RegExp[] = [
  ...senderQuota,
  /throttl|rate.?limit/,
  /too (many|much) (messages?|e?mails?|connections?|sessions?|concurrent)/,
  /(sending|daily|hourly|message|submission) (user )?(sending )?(rate|limit|quota)/,
  /exceeded.{0,40}(sending|daily|hourly|rate|messages? per)/,
  /temporarily (deferred|rate)|server (is )?(too )?busy/,
];

/** Beside {@link throttled}, which the sender reads as a wish to slow down. */
export const tooFast: readonly RegExp[] = [
  /(connection|connect|message|mail|request|sending|sender|ip).{0,30}(frequency|frequently|volume|rate)\b.{0,30}(limit|exceed|high|unexpected|too)|(limit|exceed|unexpected|too high).{0,30}(frequency|volume|rate)\b/,
  /too many (unknown|invalid|bad|non-?existent|failed|rejected|wrong) (recipients?|users?|addresses|rcpts?|mailboxes)|too many errors|(directory|dictionary|address) (harvest|attack)|unusual (sending|rate|volume|amount|number|activity)/,
  /(simultaneous|concurrent|parallel|maximum number of) (connections?|sessions?)|too (fast|frequent)|slow(ing)? down|\brates? (is |are )?too high|bounce attack|(connection|session|message|recipient)s? limit/,
  /(发信|发送|连接|頻率|频率).{0,20}(频繁|超|限制)|connections? from (your|this) (ip|host).{0,40}(limit|exceed)/,
  // Tencent QQ and NetEase.
  /\b(domain|ip|sender|connection|mail) frequency (is )?limited|\b(hl:(rep|icc|ifc|mep|ipb)|mi:(cel|ccl|dmc|stc)|rp:(drc|ccl|qrc|trc|cel|rcl|frl))\b/,
];

export const messageTooBig: readonly RegExp[] = [
  /(message|mail|size).{0,40}(too (big|large)|exceed)/,
  /(message|mail|attachment|data|body).{0,30}(size|length|big|large|long).{0,40}(limit|maximum|allowed|permitted|restrict)|(maximum|max|allowed).{0,20}(message|mail|data) (size|length)/,
  /(message|nachricht|mensaje|mensagem|messaggio).{0,20}(trop (gros|volumineu)|zu gro(ß|ss)|demasiado grande|muito grande|troppo grand)|(メール|メッセージ)の?サイズ|邮件.{0,10}(太大|过大)|слишком больш/,
];

export const loginNeeded: readonly RegExp[] = [
  /(client|you|session).{0,10} (was|is|are) not (authenticated|logged in)/,
  /authentication (is )?required|(must|need to|please) (first )?authenticate|(needs|requires|wants) authentication|must be authenticated|smtp auth/,
  /\b(log-?in|credentials?)( (was|has|is))? (failed|incorrect|denied|invalid|refused)\b|\b(user|user ?name|account|log-?in)( name)? (or|and) password\b|password (is )?(incorrect|invalid|wrong)/,
  /must issue a starttls|encryption (needed|required)/,
];

/** The account by which we send, not that of a reader. */
export const accountOfOurs: readonly RegExp[] = [
  /\bsending\b(?! (domain|ip|host|server|mta)).{0,40}\b(paused|suspended|disabled|stopped|blocked|shut)|\b(disabled|suspended|blocked|locked|closed|not (allowed|permitted|enabled|authori[sz]ed)) (for|from) (sending|outgoing|outbound|submission|relay)/,
  /\b(smtp|sending|sender|relay|api|submission|authenticated|auth|hosting|your) (user|account|login|credentials?|service|plan|subscription)\b.{0,40}\b(disabled|suspended|paused|closed|inactive|blocked|locked|expired|terminated|deactivated|cancell?ed|unknown|(does|did) ?n.?[o']t exist|not (found|known|valid|exist|registered))/,
  /\byour (\w+ )?account\b.{0,20}\bunder review\b|\btenant\b|\bbanned sender|\bapi.?key\b|sending (privileges|permissions?)|\bunpaid\b|\bpayment\b.{0,30}\b(required|overdue|due|failed)/,
];

export const relayDenied: readonly RegExp[] = [
  /relay(ing)? (access )?(is )?(denied|prohibited|not (permitted|allowed))/,
  /(not (permitted|allowed|authori[sz]ed)|unable) to relay|do(es)? not relay/,
];

/** Beside {@link relayDenied}: what a report says where no session of ours is under way. */
export const notForUs: readonly RegExp[] = [
  /not configured to relay|list of allowed rcpthosts|relay(ing)? (\w+ ){0,3}(denied|rejected|refused|disallowed|prohibited)|we do(n't| not) relay|rejected.{0,30}relay(?! (recipients?|domains?) (table|map))|(not|no) (an )?(open )?relay|not (a )?gateway|insecure mail relay|use me .{0,80}as a relay|registered gateway user/,
  /unauthenticated senders? (is |are )?not|(tls|ssl|starttls|encrypt\w*|certificate) .{0,30}(required|failed|needed|handshake|invalid|untrusted|error)|not authenticated|non.?accepted domain/,
];

/** MAIL_FROM is not ours to use. */
export const senderNotOurs: readonly RegExp[] = [
  /sender address rejected: not (owned|logged)/,
  /not (authori[sz]ed|allowed|permitted) to (send (as|from|on behalf)|use (this|the|that) (from|sender))|send.?as (denied|permission)|(not have|no|without|lacks?) (the )?permissions? to send (as|from|on behalf)/,
  /(address|domain|sender) (is )?not verified/,
];

/** A server speaks to who sends; the address of a reader is none of ours, in whichever language. */
const yourAddress: readonly RegExp[] = [
  /(?<!in |for |of )\byour (own )?(\w+ )?(e?-?mail )?(address|account|mail ?box|user|user ?name|domain)( ∆)?\b.{0,20}(not (exist|found|known|valid|registered|recogni[sz]ed)|does ?n.?[o']t exist|unknown|invalid|no longer (exists?|valid))/,
  /(ihre?|votre|su|tu|vuestra|seu|sua|teu|tua|il (tuo|suo|vostro)|la (tua|sua|vostra)|uw|jouw|din|ditt|twój|twoje|państwa|vaše|vaša|ваш[аеу]?|ваша) (e-?mail-?|elektronische |mail-?|почтовый )?(adress[ea]?|adres|konto|postfach|dom(ä|ai)ne?|domain|compte|bo[iî]te|direcci(ó|o)n|cuenta|dominio|buz(ó|o)n|endere(ç|c)o|conta|dom(í|i)nio|indirizzo|account|casella|mailbox|skrzynka|schránka|адрес|ящик|домен|аккаунт)\S{0,2}\b.{0,30}(unbekannt|nicht|existiert|ung(ü|ue)ltig|inconnu|inexist|invalid|n'existe|introuvable|no existe|desconocid|inv(á|a)lid|n(ã|a)o existe|non esiste|sconosciut|bestaat|onbekend|ongeldig|okänd|finns|finnes|findes|ukendt|ukjent|nie istnieje|nieznan|neexist|nezn)/,
  /(?<![\p{L}])ваш\S{0,3} .{0,20}(адрес|ящик|домен|аккаунт)\S{0,2}.{0,20}(не (найден|существует|зарегистрирован)|неизвест)/u,
  /(あなた|貴方|お客様|貴社)の.{0,12}(アドレス|アカウント|メールボックス|ドメイン)|(您|你)的.{0,6}(帐号|账号|帐户|账户|帳號|邮箱|郵箱|地址|域名)|(귀하|당신|고객님)의.{0,8}(계정|주소|메일|도메인)/,
];

/** Exim's callback to the sender, which supposes more than it knows. */
export const callbackFailed: readonly RegExp[] = [
  /\bsender (address )?(verify|verification) (has )?failed|\b(callback setup failed while verifying|verification failed for|mail server could not deliver mail to) ∆/,
];

export const senderRefused: readonly RegExp[] = [
  /(sender|mail.?from(?! [[\d])|(?<!(expanded|forwarded|generated|redirected|aliased) )from[: ]{0,2}(address|domain|header|field|<)|return.?path|envelope.?(sender|from|address)|originator).{0,50}(reject|denied|refus|invalid|unknown|verif)/,
  /(sender|mail.?from(?! [[\d])|(?<!(expanded|forwarded|generated|redirected|aliased) )from[: ]{0,2}(address|domain|header|field|<)|return.?path|envelope.?(sender|from|address)|originator).{0,50}(not exist|not found|not accepted|unresolv|domain)/,
  /(invalid|bad|unknown|reject(ed)?) (envelope )?(sender|return.?path|from)/,
  /\b(return|reply.?to|reverse|bounce|sending) (e?-?mail )?(address|path|mail ?box|account|user).{0,30}(not exist|does ?n.?[o']t exist|not (found|known|valid|registered|allowed)|unknown|invalid)|\b(sender|from) address.{0,20}not (allowed|permitted|accepted)/,
  ...yourAddress,
  /\bverify (the |your |this )?(sender|envelope|return.?path|mail.?from)/,
  /\byour (\w+ )?(domain|host|server|hostname|address)\b.{0,30}(not exist|does ?n.?[o']?t|not found|unknown|invalid|not resolve)|\bdomain of (the )?sender/,
  /\bsender (was |is )?(denied|rejected|refused|blocked)/,
  // RFC 7505 §4.2: our domain has one.
  /\b(your|sender|sending|return|bounce|envelope|originator)('s)? .{0,40}\bnull.?mx\b/,
  // GMX of the sender's domain, behind "mailbox unavailable".
  /invalid dns mx or a\b/,
  // The sender, in other languages.
  /(exp(é|e)diteur|absender|mittente|remitente|remetente|nadawc|odes(í|i)latel|afzender|avs(ä|a)ndare|avsender|afsender|g(ö|o)nder(en|ici)|lähettäj|felad(ó|o)|expeditor|відправник|отправител|发件人|發件人|发信人|寄件人|寄件者|送信者|差出人|送信元|보낸 ?사람|발신자).{0,40}(inconnu|invalide|n'existe|refus|existiert|unbekannt|ung(ü|ue)ltig|abgelehnt|gesperrt|non valid|sconosciut|inesistent|non esist|desconocid|desconhecid|inv(á|a)lid|no existe|n(ã|a)o existe|inexistente|nie istnieje|nieznan|neexist|neznám|onbekend|bestaat niet|okänd|ukjent|ukendt|finns (inte|ej)|finnes ikke|findes ikke|ge(ç|c)ersiz|bulunamad|bilinmiyor|mevcut de|tuntemat|ei löydy|ismeretlen|nem létezik|nu exist|necunoscut|не існує|не существует|не найден|не зарегистрирован|不存在|无效|無效|未找到|找不到|存在し|見つから|존재하지|없)/,
  /(несуществующ|неизвестн|недействительн|inv(á|a)lid|ung(ü|ue)ltig|unbekannt|inexistent|inconnu|sconosciut)\S{0,4} (\S{1,20} ){0,2}(отправител|remitente|remetente|absender|exp(é|e)diteur|mittente)/,
  /\b(sender|your)('s)? (e?-?mail )?(account|mail ?box).{0,30}(disabled|suspended|closed|inactive|blocked|locked|expired)/,
];

export const spam: readonly RegExp[] = [
  /(anti.?)?spam|\bu[bc]e\b|junk|unsolicited|bulk mail|phish|垃圾(邮件|信|郵件)|迷惑メール|스팸|спам/,
  // NetEase (163.com, 126.com, yeah.net), which says it in codes.
  /\b(dt:sp[mb]|mi:spb)\b/,
];

export const virus: readonly RegExp[] = [/(anti.?)?virus|malware|suspicious/];

/** Beside {@link virus}: what else of the content is refused. */
export const contentRefused: readonly RegExp[] = [
  /content (reject|filter|refus|not (allowed|permitted|accept)|restriction|blocked|denied)|(attachment|executable|zip|file type|extension|macro|url|link|html|word|subject|charset|language|character set).{0,40}(not (allowed|permitted|accepted)|block|reject|forbidden|prohibited|banned|refus|denied)/,
  /\b(urls?|links?|web ?sites?)\b.{0,20}(in|from|of) (your|the|this) (message|mail|e-?mail)\b.{0,60}(not exist|resolve|block|refus|reject|denied|listed|malicious|suspicious|unsafe)|\b(urls?|links?|attachments?) (is |are |was )?(listed|blocked|refused|rejected)\b/,
  /(infected|worm|trojan|dangerous|malicious|prohibited content|objectionable|porn|profan|headers? too large|header error|encrypted (message|attachment))/,
];

export const badFormat: readonly RegExp[] = [
  /(not|non).{0,10}(rfc|complian)|rfc.?\d{3,4}.{0,20}(complian|violat|conform|format)|violat.{0,20}rfc|(invalid|missing|duplicate|multiple|malformed|bad|illegal|no) (message )?(-?id )?(headers?|message.?id|date header|from header|to header|mime)|(multiple|several|two) (addresses|from)|(headers?|mime|message|(message.?id|date|from|to|subject) (field|line))( (is|was|are|format|structure|field|line|syntax)){0,2} (malformed|invalid|missing|not valid|duplicate)/,
  /undisclosed.?recipients|malformed address:? .{0,120}(may not follow|expected)|unqualified (address|recipient|sender)/,
  /(bare (lf|cr|line)|line.{0,10}too long|8.?bit|smtputf8|utf-?8|non.?ascii).{0,40}(not (supported|allowed|accepted)|rejected|required|prohibited)|bare (lf|cr)\b|protocol (violation|error)|syntax error in (headers?|data)|messages? (with|without) (multiple|invalid|a valid|missing)/,
];

export const blockListed: readonly RegExp[] = [
  /block(ed|ing|.?list)|black.?list|\bdnsbl\b|\brbl\b|spamhaus|barracuda|spamcop|sorbs|reputation|banned/,
];

/** Beside {@link blockListed}. */
export const badName: readonly RegExp[] = [
  /\b(ip|ip address|host|server|network|domain|client)\b.{0,40}(listed (in|on|at|by)|on (our|the|a) (block|deny|black|local)|poor|bad|denied|rejected|refus|not (allowed|permitted|welcome)|untrusted|temporarily deferred)|not accepting (connections|mail) from|(do(es)?|will) not accept (e?-?mail|messages?|connections?) from (you|your)\b|(will|does) not accept delivery of this message|user complaints|connection.{0,20}(denied|rejected|refused) (by|due to) polic/,
  /(client host|host network|your (host|server|ip|network|mail ?server)).{0,40}(reject|denied|refus|not allowed|not accepted|not permitted|block)|(mail|connections?) from (your |this )?(ip|host|server|network|domain|you).{0,40}(not|refus|reject|denied|block)|urlbl|surbl|cloudmark|senderbase|dynamic (ip|address|pool|range)|residential|(dial-?up|dhcp).{0,20}(host|user|ip|address|pool)|adresse ip (source )?(bloqu|refus)/,
  // An address of the network, which has the words of a mailbox's beside it.
  /ip[ -]?add?ress?\w{0,3}\b.{0,50}(not (found|known|valid|listed|registered)|unknown|invalid|not exist|unbekannt|ung(ü|ue)ltig|nicht .{0,20}(bekannt|gefunden|g(ü|ue)ltig)|okänd|ukjent|ukendt|onbekend|ongeldig|finn?s (inte|ej)|nie istnieje|nieznan|ge[çc]ersiz)|(adresse|direcci(ó|o)n|indirizzo|endere(ç|c)o|adresa|adres) ip\b|ip ?地址|ip ?アドレス/,
];

export const authenticationFailed: readonly RegExp[] = [
  /dmarc|\bspf\b|dkim|unauthenticated|authentication (information|fail|check)/,
];

/** Beside {@link authenticationFailed}. */
export const authenticationWeak: readonly RegExp[] = [
  /required authentication level|sender (id|policy framework)|domain ?keys|does(n't| not) (meet|pass).{0,40}authentication|arc (fail|validation)/,
];

export const reverseDns: readonly RegExp[] = [/reverse (dns|host)|\bptr\b|\brdns\b|helo/];

/** Beside {@link reverseDns}. */
export const nameOfServer: readonly RegExp[] = [
  /(ip|client)( address| host)?( name)?.{0,10}lookup fail|(cannot|can't|could not|unable to) (find|resolve|verify) (your|the) (\w+ ){0,3}(hostname|host ?name|ip|reverse|address|domain)|reverse.{0,10}(lookup|resolution|mapping|entry|record|path)|no (valid )?(host|dns) ?name (for|found)|unknown client (host|ip|address)|without a valid (sender domain|reverse|hostname|ptr)|ehlo|in-addr|hostname.{0,30}(not match|mismatch|does not resolve|verification)/,
];

export const policyWords: readonly RegExp[] = [
  /policy|policies|prohibited|restricted|access denied|\bdt:(sum|ila)\b|not accepted from/,
];

/** A policy as the reason, where nothing is said of an address that is dead. */
export const forPolicy: readonly RegExp[] = [
  /^(?!.*\b(disabled|closed|deactivated|terminated|suspended|unknown|not exist|no such)\b).*(\bpolicy (error|violation|rejection|reasons?|block)\b|\b(rejected:|see) (local |security |user )?policy\b)/,
  /^(?!.*\b(disabled|closed|deactivated|terminated|suspended|unknown|not exist|no such)\b).*\b(due to|because of|by|for|against|per|under|violat\w*|aufgrund|pour|por) .{0,30}\b(policy|policies|richtlinien?|politique|pol(í|i)tica)\b/,
];

/** Beside {@link policyWords}. */
export const refusedOnly: readonly RegExp[] = [
  /not (allowed|permitted|authori[sz]ed|accepted|acceptable)|unauthori[sz]ed|forbidden|refused|rejected|rejet|denied|declined|violat|abgelehnt|rechazad|recusad|rifiutat|отклонен|отказано|拒否|拒绝|拒絕|거부/,
];
