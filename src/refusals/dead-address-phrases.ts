/**
 * What servers write of an address that is dead, by what it means (RFC 3463 §3.2, §3.3). Matched against
 * `refusalText`. Each line is one family of wordings; nothing stands here that servers also say of a reader who
 * is alive, and nothing that only supposes (`may not exist`).
 */

export const unknownMailbox: readonly RegExp[] = [
  /(unknown|invalid|no such|no valid|non.?exist(ent|ant|ing)|undeliverable|unroute?able|undefined|unrecogni[sz]ed|bad)[ -]((or|and) (unknown|invalid|illegal|inactive) )?((local|virtual|e?-?mail|destination|remote) ){0,2}(user|recipient|rcpt|mail ?box|address(ee)?|account|local.?part|destination|alias|customer|subscriber)\b(?! error| polic| header| (count|limit|number|threshold|state|status|agent|profile|domain polic| ?(or|and) password)| (certificate|key|agent|token|session)s?\b| in (the )?(from|sender|reply|header|to|cc|message)\b)/,
  /(user|recipient|rcpt|mail ?box|address(ee)?|account|alias)( name| address| id)?:? ?( is| was)? ?(unknown|invalid)\b(?! (error|reason|polic|password|credential|client|sender))/,
  /not a (valid|known|local|current) (local |e?-?mail )?(user|recipient|mail ?box|address|account)/,
  /(user|recipient|mail ?box|address(ee)?|account|alias|login).{0,60}((do(es)? ?n.?[o']?t|did not) exists?|(?<!may |might |could |should )not exists?\b|(?<!may |might )no longer (exists?|valid|available|active|in use|on (this )?server))/,
  /(user|recipient|mail ?box|address(ee)?|account|alias)( name| address)?( is| was| has been|:)?,? (could )?(not|no[nt] be|cannot be) (found|known|valid|listed|registered(?! gateway)|recogni[sz]ed|local|present|active address|in (our|the) (directory|system))/,
  /(user|recipient|mail ?box|address(ee)?|account).{0,40} ((could|can) ?not be found|(was|is|were) not found\b)/,
  /¤ [>)\]"']{0,3}:? ?(is |was )?(unknown|not found|invalid|does ?n.?[o']?t exist|not exist)/,
  /user [(<"'[]{0,2} ?¤ ?[)>"'\]]{0,2} unknown|not an active address|destination addresses? (was|were) unknown|(valid|bad)(rcpt|recipient)to\b/,
  /\be-?mail (is |was )?(not found|unknown|(does )?not exist|doesn't exist)|recip(ient)?notfound\b|\bno_such_user\b|\buser_unknown\b/,
  /no (mail ?box|account|user|one|person|recipient) (here )?(by|with|at|of|for|named|called|as) (that|this|such)|no (mail ?box|recipient|user|such address) (here|found)\b/,
  /(doesn't|does not) have an? .{0,60}account|not our customer|does(n't| not) know ¤|unknown in (the )?(local|virtual|relay|domain)|no such person|nobody (here )?(by|with) (that|this) name/,
  /(user|recipient|name|person|address).{0,40}not listed in .{0,30}(book|directory)/,
  /no mail ?box (by that name )?(is )?(currently )?available|(user|recipient)'s (e?-?mail )?(name|address) (is|was) not found/,
  /recipient name is not recogni[sz]ed|is not (a|our) (known|valid|existing|registered) (user|recipient|customer|subscriber|member)/,
  /unable to (find|locate) (the )?(user|recipient|mail ?box|account)|(user|recipient) (lookup|verification) (has )?failed: (no such|not (found|known)|unknown)/,
  /(account|mail ?box|user|address) (that )?you tried to reach (does not exist|was not found|couldn't be found)/,
  /no such object in (the )?(directory|ldap)|(does|do) not match any (user|recipient|mail ?box|account)/,

  // French
  /(utilisateur|destinataire|compte|bo[iî]te(( aux lettres)|-mail)?|mailbox|adresse).{0,40}(inconnue?|inexistante?|introuvable|n'existe (pas|plus)|invalide)/,
  // German
  /(benutzer|empf(ä|ae)nger|adress(e|at)|postfach|mailbox|konto|teilnehmer|anschluss).{0,50}(unbekannt|existiert nicht|nicht (im .{0,40})?(gefunden|vorhanden|bekannt|g(ü|ue)ltig)|ung(ü|ue)ltig)/,
  /(unbekannte[rn]?|ung(ü|ue)ltige[rn]?|nicht existierende[rn]?) (benutzer|empf(ä|ae)nger|adress(e|at)|mailbox|postfach)/,
  /kein(e|en)? (solche[rs]? |g(ü|ue)ltige[rs]? )?(benutzer|empf(ä|ae)nger|postfach|mailbox|konto)\b(?! angegeben)|(adresse|postfach|mailbox|konto|benutzer|empf(ä|ae)nger).{0,20} gibt es (hier )?nicht/,
  // Spanish
  /(usuario|destinatario|cuenta|buz(ó|o)n|direcci(ó|o)n|casilla).{0,40}(desconocid[oa]|no existe|inexistente|no (fue |se ha )?encontrad[oa]|inv(á|a)lid[oa]|no (es |est(á|a) )?v(á|a)lid[oa])/,
  /no existe (dicha|dicho|ese|esa|el|la|este|esta|tal) (persona|usuari|direcci|cuenta|buz|destinatari)/,
  // Portuguese
  /(usu(á|a)rio|destinat(á|a)rio|conta|caixa( postal| de correio)?|endere(ç|c)o).{0,40}(desconhecid[oa]|n(ã|a)o existe|inexistente|inv(á|a)lid[oa]|n(ã|a)o (foi )?encontrad[oa])/,
  // Italian
  /(utente|destinatario|casella( di posta)?|indirizzo|account).{0,40}(sconosciut[oa]|inesistente|non (esiste|esistente|trovat[oa]|valid[oa]))/,
  /nessun utente (simile|con questo)|non esiste (alcun|nessun|l'|questo) ?(utente|indirizzo|casella)/,
  // Dutch
  /(gebruiker|ontvanger|adres|postbus|postvak|mailbox|geadresseerde).{0,40}(onbekend|bestaat niet|niet gevonden|ongeldig)/,
  // Polish, Czech
  /(u[żz]ytkownik|adresat|odbiorca|konto|skrzynka|adres).{0,40}(nieznan[yae]|nie istnieje|nie zosta(ł|l)\S{0,2} znalezion)|nie ma takiego (u[żz]ytkownika|konta|adresu)/,
  /nieznan[yae] (u[żz]ytkownik|adresat|odbiorca|konto)|(u[žz]ivatel|adres[áa]t|schr[áa]nka|adresa|p[řr][íi]jemce).{0,40}(neexistuje|nezn[áa]m|nenalezen)/,
  // Croatian and Serbian, Slovenian, Bulgarian, Indonesian, Hebrew
  /(korisnik|primatelj|primalac|uporabnik|prejemnik).{0,30}(ne postoji|nepoznat|ne obstaja|neznan|nije prona[đd]en)|(потребител|получател)\S{0,3} не съществува|pengguna tidak (ditemukan|dikenal|ada)|(משתמש|נמען|תיבה) (לא|אינו|אינה) (קיים|קיימת|מוכר)/,
  // Scandinavian, Finnish, Hungarian, Turkish
  /(anv[äa]ndare|mottagare|adress|bruker|mottaker|modtager).{0,40}(okänd|ukjent|ukendt|finns (inte|ej)|finnes ikke|findes ikke)/,
  /tuntematon (käyttäjä|vastaanottaja)|ismeretlen (címzett|felhasználó)|b[öo]yle bir (kullan[ıi]c[ıi]|al[ıi]c[ıi]|adres|hesap) yok|(kullan[ıi]c[ıi]|al[ıi]c[ıi]|adres|hesap).{0,40}(bulunamad[ıi]|bilinmiyor|mevcut de[ğg]il|ge[çc]ersiz)/,
  /(felhasználó|címzett|postafiók).{0,40}(nem létezik|nem található|ismeretlen)|(käyttäjä|vastaanottaja).{0,40}(ei löydy|ei ole olemassa)/,
  // The adjective first: Scandinavian, Dutch, Czech
  /(okänd|ukjent|ukendt|onbekende|neznám[ýy]) (användare|mottagare|bruker|mottaker|modtager|gebruiker|ontvanger|geadresseerde|uživatel|adresát|příjemce)/,
  // Greek, Romanian, Vietnamese, Arabic
  /(χρήστης|παραλήπτης).{0,40}δεν (υπάρχει|βρέθηκε)|άγνωστος (χρήστης|παραλήπτης)|(utilizator|destinatar)(ul)? (nu exist[ăa]|necunoscut|inexistent)|(hộp thư|người (dùng|nhận)|tài khoản).{0,20}không tồn tại|(المستخدم|المستلم|صندوق البريد).{0,20}غير موجود/,
  // Russian, Ukrainian
  /(пользовател|адресат|получател|ящик|адрес).{0,50}не (существует|найден|зарегистрирован)|(пользовател|адресат|получател)\S{0,2} (неизвест|отсутству)|неизвестн\S{1,3} (пользовател|адресат|получател)|несуществующ\S{1,4} (почтов\S{1,4} )?(адрес|ящик|пользовател|получател)|такого (пользователя|адреса|ящика) нет|нет такого (пользователя|адреса|ящика)|(користувач|адресат|скринька).{0,40}не (існує|знайден)/,
  // Japanese
  /(ユーザー?|宛先|あて先|送信先|受信者|アドレス|アカウント|メールボックス).{0,30}(存在しません|存在しない|見つかりません|見つからない|不明)|ディレクトリ.{0,20}(見つかりません|ありません)|そのような(ユーザー?|アドレス)|該当する(ユーザー?|アドレス).{0,10}(ありません|ございません|いません)/,
  // Chinese
  /(用户|用戶|收件人|收件者|邮箱|郵箱|信箱|帐号|账号|帐户|账户|帳號|地址|使用者).{0,20}(不存在|未找到|找不到|无效|無效)|(无此|無此|没有此|沒有此|没有这个|不存在的?)(用户|用戶|收件人|邮箱|郵箱|账号|帐号|使用者)|找不到(收件人|用户|用戶|邮箱|郵箱)/,
  // Korean
  /(사용자|수신자|수신인|메일 ?주소|계정|받는 ?사람|메일박스|아이디).{0,20}(존재하지 않|없습니다|찾을 수 없|없는)|(존재하지 않는|없는) (사용자|수신자|메일|계정|아이디)/,
];

export const unknownDomain: readonly RegExp[] = [
  /(domain|host)( name)?( or domain name)?( is| was|:)? (not found|unknown|does ?n.?[o']?t exist|not exist|invalid)(?!.{0,30}(try|again|temporar))/,
  /no such (domain|host)|unknown (destination |recipient |mail )?host\b(?! ?name)|(unknown|invalid|non.?existent|illegal|bad) (destination |recipient |mail )?domain\b(?! (polic|error|status|state))/,
  /no mx record found for domain|dns server returned answer with no data|domain .{0,80}does not exist\b|illegal host\/domain name|unroute?able mail domain|all relevant mx records point to non-existent hosts/,
  /(couldn't|cannot|could not|can't|unable to) find any host (named|by that name)|nxdomain\b|nonexistentdomain\b|all host address lookups failed permanently/,
  /delivered to the recipient because the domain is not reachable|no mail hosts for domain|(recipient )?domain must exist|name or service not known|host \S{1,80} not found\b(?!.{0,30}(try|again|temporar))/,
  /(domain|domaine|domäne|dominio|domínio).{0,40}(n'existe pas|inexistant|existiert nicht|no existe|inexistente|non esiste|n(ã|a)o existe)/,
  /(ドメイン|ホスト).{0,20}(存在しません|見つかりません)|域名.{0,10}(不存在|错误)|домен.{0,30}не (существует|найден)/,
];

/** RFC 7505: a null MX. */
export const noMailDomain: readonly RegExp[] = [
  /null.?mx|domain.{0,60}(does not|doesn't) (accept|receive) (e?-?mail|any mail|messages)/,
  /(mx or srv|mx) record indicated no smtp service|recipient address has null mx/,
];

export const badAddress: readonly RegExp[] = [
  /(malformed|syntax error in|syntactically (incorrect|invalid)|badly formatted|illegally formatted) (recipient |destination |mail ?box |e?-?mail )?(address|recipient)/,
  /bad (recipient|destination) (address|mail ?box) syntax|(recipient|address).{0,20}(badly formed|syntax error|not rfc.?(2|5|8)\d\d compliant)/,
];

/** Beside the status of a bad address; the words alone could be of any address in the message. */
export const badRecipient: readonly RegExp[] = [/recipient address [<"' ]{0,3}(¤[>"' ]{0,3})?is not a valid/];

export const movedAway: readonly RegExp[] = [
  /(user|recipient|mail ?box|account|address).{0,40}((?<!being )\bmoved\b(?!.{0,40}(quarantine|junk|folder|servers?\b|try|retry))|has been replaced by)|¤ [>)]? ?has been replaced by|recipient no longer (on|at) (this )?server/,
  /does(n't| not) work (here|for us|at \S{1,60}) any ?more|no longer (works? (here|for|at|with)|employed|with (us|the company|our))|(has|have) left (the )?(company|organi[sz]ation)/,
];

export const closedMailbox: readonly RegExp[] = [
  /(user|recipient|mail ?box|account|address|¤)( name| address| ¤)?.{0,30}\b(permanently )?(closed|deleted|terminated|cancell?ed|deactivated|disabled|discontinued|inactive|removed)\b(?! (your?|the message|this message|from (our|the|your|an?) (\w+ )?(allow|white|safe|list|sender))\b)|(account|mail ?box) (has |is |was )?expired\b(?! (certificate|password|credential))/,
  /(address|mail ?box|account|user) (does )?no longer accepts? (any )?(e?-?mail|messages?)/,
  /(inactive|disabled|deactivated|closed|deleted|discontinued) (user|recipient|mail ?box|account|address)/,
  /(compte|bo[iî]te).{0,30}(désactivé|desactive|fermé|supprimé|cl(ô|o)tur)|(konto|postfach|mailbox).{0,30}(deaktiviert|gel(ö|oe)scht|geschlossen)/,
  /(cuenta|conta|casella|account).{0,30}(desactivad[oa]|deshabilitad[oa]|cancelad[oa]|desativad[oa]|disattivat[oa]|cancellat[oa]|eliminad[oa])|(cuenta|buz(ó|o)n|casilla)\b.{0,80}ya no est(á|a) (activ|disponible|en uso)|(konto|postfach|mailbox)\b.{0,80}nicht mehr (aktiv|in (gebrauch|verwendung|benutzung))/,
  /(用户|用戶|邮箱|郵箱|帐号|账号|帐户|账户).{0,20}(已?(被)?(停用|禁用|注销|删除|关闭))|(ящик|учетная запись|аккаунт).{0,30}(удал[её]н|закрыт|отключ[её]н)/,
];

/** RFC 3463 §3.3 words X.2.1 so: what is closed accepts nothing, and no rule of its owner refuses us. */
export const closedAndRefuses: readonly RegExp[] = [
  /(mail ?box|account|user|recipient|address|¤)( ¤| name| for ¤)?( is| was| has been)?( currently)? (permanently )?(closed|deleted|terminated|deactivated|disabled|discontinued)\b.{0,30}\b(not|cannot|can't|no longer) (be )?(able to )?(accept|receiv|take)\w*( (any |new |e-?)?(mail|messages))?(?!.{0,20}\b(from|until|external|outside|at (this|the) (time|moment)|now)\b)/,
];

export const closedForInactivity: readonly RegExp[] = [
  /(mail ?box|account|user|address|¤)( has been| is| was)? (blocked|disabled|suspended|closed|locked|deleted) (due to|because of|for|after) (\w+ ){0,3}inactivity/,
];

/**
 * RFC 5321 §4.2.3 words the reply 550 so, and servers that give no other text mean an unknown user by it. Only
 * where nothing else is said.
 */
export const mailboxUnavailable: readonly RegExp[] = [
  /mail ?box (is )?unavailable(?!.{0,40}(try|later|temporar|polic|moment|or access denied))/,
  /recipient address rejected\.? ?($|\n|\()|5\.1\.[01] address rejected/,
];
