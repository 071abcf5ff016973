/** What somebody was at the service that the list comes from. `unknown`: a word that is none of those. */
export type FormerState = 'subscribed' | 'unconfirmed' | 'left' | 'bounced' | 'complained' | 'unknown';

const WORDS: Readonly<Record<Exclude<FormerState, 'unknown'>, string>> = {
  subscribed:
    'subscribed active enabled confirmed regular premium gifted trialed comped paid free opted_in optin yes true 1 on ' +
    'churning past_due unpaid aktiv angemeldet bestätigt ja',
  unconfirmed:
    'unconfirmed pending unactivated not_confirmed not_activated awaiting_confirmation waiting upcoming unbestätigt',
  left:
    'unsubscribed disabled inactive opted_out optout removed deleted archived cancelled canceled churned paused ' +
    'no false 0 off transactional non_subscribed nonsubscribed not_subscribed abgemeldet inaktiv nein',
  bounced:
    'bounced bounce cleaned undeliverable invalid hard_bounce hardbounce hard_bounced dead unzustellbar',
  complained:
    'complained complaint spam spammy abuse blocked blocklisted blacklisted marked_as_spam malicious beschwerde gesperrt',
};

const STATES: ReadonlyMap<string, FormerState> = new Map(
  Object.entries(WORDS).flatMap(([state, words]) =>
    words.split(' ').map((word) => [word, state as FormerState] as const),
  ),
);

/** A word of a column of states; empty says nothing against who is in the list. */
export function formerState(text: string): FormerState {
  const word = text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');
  return word === '' ? 'subscribed' : (STATES.get(word) ?? 'unknown');
}

const NO = new Set(['', 'no', 'false', '0', 'off', 'n', 'f', 'null', 'none', 'never', '-', 'nein']);

/** Whether a column that holds a yes or a moment says that it happened. */
export function saysYes(text: string): boolean {
  return !NO.has(text.trim().toLowerCase()) && !/^0000-00-00/.test(text.trim());
}
