const HIDDEN = '***';
/** Up to the last @, since a password that nobody encoded may hold a slash or an @ itself. */
const LOGIN = /([a-z][a-z0-9+.-]*:\/\/)[^\s,]*@/gi;
/** What drivers read of a URL's query as a password. */
const SECRET_PARAMETER = /([?&][^=&#\s]*(?:pass|secret|token|key|auth)[^=&#\s]*=)[^&#\s,]+/gi;

/** A text in which no URL tells its user and password any more. */
export function withoutLogin(text: string): string {
  return text.replace(LOGIN, `$1${HIDDEN}@`).replace(SECRET_PARAMETER, `$1${HIDDEN}`);
}
