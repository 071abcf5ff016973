/** What servers write of the other side and of the way to it. Matched against `refusalText`. */

/** By its name: no server means for good by it, whichever code it gives. */
export const namedGreylisted: readonly RegExp[] = [
  /\bgr[ae]y-?listed|\bgr[ae]y-?listing (in effect|in action|is active|active|enabled)|\bpostgrey/,
];

export const greylisted: readonly RegExp[] = [
  /gr[ae]y.?list|postgrey/,
  /first time|come back later/,
  /retry (in|after) \d+ ?(s|m)/,
];

export const expired: readonly RegExp[] = [
  /(message|mail(?! ?box)|queue|retry|delivery|transmission)( time| timeout| period| lifetime)?( has| was| is)?( been)?.{0,20}(expired|timed out|timeout exceeded|time exceeded)|retry timeout|queue\.expired|delivery time expired/,
  /(too long|too many (days|hours)) in (the )?queue|in the queue (for )?too long|(could|can) ?not be delivered (within|for|in|after) .{0,30}(hour|day|minute)|not delivered within|for (the )?(past|last) [\d.]+ (hour|day)/,
  /(giving|given|gave) up (after|trying)|no longer (be )?(retried|retrying)|(maximum|max).{0,20}(retries|attempts|retry|time in queue)|unable to deliver.{0,30}(after|for) .{0,20}(day|hour|attempt)/,
];

/** A name that could not be looked up now: it may exist. */
export const lookupTrouble: readonly RegExp[] = [
  /malformed or unexpected name server reply|(look.?up|verification|directory|ldap|database|callout|callback)\b.{0,40}\b(no response|not respond|unavailable|unreachable|unable|could not complete|time)/,
  /not found.{0,20}(try|again)|(host|domain|name|dns|lookup|record).{0,60}(?<!check the domain and )try again|servfail|temporary (lookup|resolution|dns|name)|(lookup|resolution|name ?server).{0,30}(timed? ?-?out|temporar|try|later)|(timed? ?-?out|temporar).{0,40}(lookup|resolution|name ?server|dns)|dns( server| query| request)? (has |did )?(timed? ?-?out|not (answer|respond))/,
  // The server could not find out.
  /(recipient|user|address|mail ?box|account|¤)( address)?\b.{0,20}\b((lookup|look-up|verification|verify|check) (was |is )?(deferred|delayed|pending|in progress|postponed)|not (yet )?verified|(could|can)(not| not) be (checked|verified|determined|looked up)|existence could)|\b(could not|cannot|can't|unable to|failed to|couldn't) (look ?up|check|determine( whether)?|query|verify) (the )?(recipient|user|address|mail ?box|account|¤)(?!.{0,80}(unknown|no such|not exist|not found|doesn't exist|unavailable))/,
  // Postfix, whose own probe of the recipient did not get through.
  /(undeliverable|unverified) address: .{0,160}\b(connection (timed out|refused|reset)|lost connection|no route to host|network is unreachable|operation timed out|(refused|busy|timed out) (to talk|while|with)|gr[ae]y.?list|temporar(y|ily)\b|try (again )?later)/,
];

export const unreachable: readonly RegExp[] = [
  // OpenSMTPD, where no server took it in time.
  /\benvelope (has )?expired/,
  /(connection|connect|session|network|conversation|socket|smtp).{0,40}(timed? ?-?out|refused|lost|reset|closed|dropped|error|fail|terminated|aborted|unavailable|broken|unreachable)|timed? ?-?out (while|waiting|during|on|after)/,
  /(host|server|network|site|system|mx|exchanger).{0,40}(unreachable|not reachable|not respond|is down|not answer|did not accept our requests|no response|not available)|no route to host|no answer from host|unable to connect|(could|can)(n't| ?not) connect|couldn't establish/,
  /(dns|name ?server|mx|host ?name|domain|name).{0,30}(lookup|resolution|look-up|service|resolve).{0,20}(fail|error|problem|timed|unable)|temporary (lookup|resolution|dns)/,
  /(network|routing|route) (error|problem|failure)|network is unreachable|operation timed out|bad.?connection|all hosts .{0,40}(failing|fail)|no smtp connection got far enough|(couldn't|could not|unable to|can't) (reach|contact|find.{0,20}ip)/,
  /応答(が)?(ありません|なし)|接続(でき|に失敗|エラー|拒否)|サーバの事由|无法连接|連接失敗|не удал\S{1,3} (подключиться|соединиться)|verbindung.{0,40}(fehl|abgelehnt|zeit)|connexion.{0,30}(refus|impossible|expir)/,
];

export const mailLoop: readonly RegExp[] = [
  /too many (hops|received)|(hop ?count|hops).{0,20}exceed|(mail|message|forwarding|routing|email|delivery).{0,20}\bloop(s|ing)?\b|loops? back to|loop (detected|count)|exceeded.{0,20}hops/,
];

export const remoteFault: readonly RegExp[] = [
  /(system|server|internal|local|configuration|config|software|temporary|processing|service|resource|file|i\/o|database|ldap|directory|mailer).{0,20}(error|failure|fault|problem|misconfigur|unavailable|trouble)|(error|problem) (in|with|on) (the )?(system|server|processing)/,
  /service (currently |temporarily )?(not available|unavailable|refused)|transaction failed|try (again )?later|temporarily (unavailable|unable)|unable to (write|open|create|process|complete)|can't (create|open|write)|couldn't (create|open)|no such file or directory|permission denied|out of memory|not enough memory/,
  /could not (load|open|create|complete)|(pipe|command|procmail|maildrop|program|script|local delivery).{0,40}(fail|exit|error|unknown|died|signal|timed)|(cannot|can ?not) (open|create|write|update|lock|append)/,
];

/** Beside the status of a dead address: the server is at fault, or means who sends, and a status is easily wrong. */
export const excuses: readonly RegExp[] = [
  /\btemporar(y|ily)\b|\btry (again )?later|gr[ae]y.?list|(internal|server|system|ldap|database|directory|lookup|i\/o)( server)? (error|failure|fault)|out of memory|configuration (error|problem)|no such file or directory|quarantin|\b(list|alias|group) expansion|(unknown|bad|invalid) (sending |client )(host|server|ip)|\btime(d)?[ -]?out\b|lost connection|connection (refused|reset)|(did|does) not (answer|respond)/,
  /(database|directory|ldap|server|service) (is |was |currently )?(unavailable|not available|busy)|do(es)? not accept (e?-?mail|messages?|connections?) from|\bsender (is |was )?not (authori[sz]ed|allowed|permitted)|\b(mail ?store|back-?end|storage|cluster)\b.{0,20}\b(down|unavailable|offline|unreachable)|\blicen[sc]e|\boverload|\bconnection failed|\bcountry\b|\bcome back\b|\bno permission\b|\bmigriert\b|\bumgezogen\b|\b(reached|at) (its|the|their|maximum) (\w+ )?(size|limit)\b/,
  // Another domain than the recipient's, a link in the message, or what the message is made of.
  /\b(domain|host|mx|server)( of| for| name)?:? [\w-]{1,63}(\.[\w-]{1,63}){1,5} .{0,30}\b(not|no|unknown)\b|^[\W\d]{0,12}[\w-]{1,63}(\.[\w-]{1,63}){1,5}:? (host|domain|name|no such host)\b|\bno such (host|domain):? [\w-]{1,63}\.|\b(sending|connecting) (server|host)\b|\b(links?|linked|urls?|charset|attachments?|headers?|mime)\b.{0,40}\b(unknown|not exist|nonexist\w*|invalid)|\bunknown (\w+ )?(charset|attachment|header|mailing list)/,
  /\bforward(ing|ed)? (target|host|address|destination)|\b(recipient|reader|mail ?box)('s)? (server|host|provider) requires/,
];

/** It says of itself that it passes, in whichever language; no address is dead for a while. */
export const passing: readonly RegExp[] = [
  /\b(unable to|cannot|can't|could not|failed to) (open|access|lock|read|write to|load|mount) (the )?(\w+ )?(mail ?box|mail ?drop|inbox|mail ?dir|mail (store|spool|file))|\b(mail ?box|mail ?drop|mail ?store|spool)( database| file| index)?( is| was)? (corrupt|damaged|read-?only|offline)/,
  /temporar(y|ily) (failure|fault|problem|error|unknown|unverified|not)|(?<!(be|can be) )at (this|the) (time|moment)\b|for the (time being|moment)/,
  /temporairement|vor(ü|ue)bergehend|zeitweilig|temporalmente|temporariamente|temporaneamente|tijdelijk|tymczasowo|do(č|c)asn(ě|e)|tillf(ä|a)lligt|midlertidig|tilap(ä|a)isesti|ge(ç|c)ici olarak|временно|derzeit|momentan\b|しばらく|後ほど|тимчасово|привремено|暂时|暫時|临时|臨時|一時的|일시적/,
];
