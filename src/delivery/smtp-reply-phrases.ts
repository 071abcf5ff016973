/**
 * What servers write in place of a precise status, by what it means. Matched against the text in lower case,
 * without addresses and links. Each line is one family of wordings.
 */

export const greylisted: readonly RegExp[] = [
  /gr[ae]y.?list|postgrey/,
  /first time|come back later/,
  /retry (in|after) \d+ ?(s|m)/,
];

export const tooManyRecipients: readonly RegExp[] = [/too many (recipients|rcpts?)/, /recipient limit/];

/** One mailbox receives too fast; the relay is not at fault. */
export const mailboxTooBusy: readonly RegExp[] = [
  /(receiving|recipient|user|mailbox).{0,60}(too quickly|at a rate|too (many|much) (mails?|messages))/,
];

export const throttled: readonly RegExp[] = [
  /throttl|rate.?limit/,
  /too (many|much) (messages?|e?mails?|connections?|sessions?|concurrent)/,
  /(sending|daily|hourly|message|submission) (user )?(sending )?(rate|limit|quota)/,
  /exceeded.{0,40}(sending|daily|hourly|rate|messages? per)/,
  /temporarily (deferred|rate)|server (is )?(too )?busy/,
];

export const mailboxFull: readonly RegExp[] = [
  /(mail ?box|inbox|mail ?drop|account|storage|disk|user|recipient).{0,30}(full|over.?quota|exceeded)/,
  /over.?quota|quota (is )?(full|exceeded)|exceeds?.{0,20}(quota|storage)/,
  /(insufficient|not enough).{0,20}(storage|space)/,
];

export const messageTooBig: readonly RegExp[] = [/(message|mail|size).{0,40}(too (big|large)|exceed)/];

export const loginNeeded: readonly RegExp[] = [
  /(client|you|session).{0,10} (was|is|are) not (authenticated|logged in)/,
  /authentication (is )?required|(must|need to) (first )?authenticate|smtp auth/,
  /must issue a starttls|encryption (needed|required)/,
];

export const relayDenied: readonly RegExp[] = [
  /relay(ing)? (access )?(is )?(denied|prohibited|not (permitted|allowed))/,
  /(not (permitted|allowed|authori[sz]ed)|unable) to relay|do(es)? not relay/,
];

/** MAIL_FROM is not ours to use. */
export const senderNotOurs: readonly RegExp[] = [
  /sender address rejected: not (owned|logged)/,
  /not (authori[sz]ed|allowed|permitted) to send (as|from|on behalf)|send.?as (denied|permission)/,
  /(address|domain|sender) (is )?not verified/,
];

export const refusedByPolicy: readonly RegExp[] = [
  /spam|\bu[bc]e\b|junk|unsolicited|bulk mail|phish|virus|malware|suspicious/,
  /block(ed|ing|.?list)|black.?list|\bdnsbl\b|\brbl\b|spamhaus|barracuda|spamcop|sorbs|reputation|banned/,
  /dmarc|\bspf\b|dkim|unauthenticated|authentication (information|fail|check)/,
  /reverse (dns|host)|\bptr\b|\brdns\b|helo/,
  /policy|policies|prohibited|restricted|access denied|not accepted from|content (reject|filter|refus)/,
];

export const senderRefused: readonly RegExp[] = [
  /(sender|from|return.?path|envelope|originator).{0,50}(reject|denied|refus|invalid|unknown|verif)/,
  /(sender|from|return.?path|envelope|originator).{0,50}(not exist|not found|not accepted|unresolv|domain)/,
  /(invalid|bad|unknown|reject(ed)?) (envelope )?(sender|return.?path|from)/,
];

/** The same as X.1.1, X.1.2, X.1.6 and X.2.1 of RFC 3463 §3.2 and §3.3. */
export const deadAddress: readonly RegExp[] = [
  /(unknown|invalid|no such|non.?existent|undeliverable|unroute?able|inactive|disabled|bad) (local |virtual )?(user|recipient|rcpt|mail ?box|address(ee)?|account|local.?part|destination)/,
  /not a (valid|known) (local )?(user|recipient|mail ?box|address|account)/,
  /(user|recipient|mail ?box|address(ee)?|account).{0,60}(do(es)? ?n.?[o']t exist|not exist|not found|no longer (exists?|valid|active|available|in use))/,
  /(user|recipient|mail ?box|address(ee)?|account)( name| address)?( is| was| has been)? (unknown|inactive|disabled|deactivated|closed|deleted|terminated|cancell?ed)/,
  /(user|recipient|mail ?box|address(ee)?|account)( name| address)?( is)? not (known|valid|a (known|valid)|listed|registered|local)/,
  /no (mail ?box|account|user|one|person) (here )?(by|with|at|of|for) (that|this)|no (mail ?box|recipient|user) (here|found)\b/,
  /doesn't have an? .{0,40}account|not our customer|unknown in (local|virtual|relay)|no such person/,
  /domain.{0,40}(not found|do(es)? ?n.?[o']t exist|not exist|unknown)|no such domain|unknown (domain|host)/,
];
