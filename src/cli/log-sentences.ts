/** An entry of the log as pino writes it. */
type Entry = Readonly<Record<string, unknown>>;

const WARNING = 40;
/** Fields that say nothing to whoever reads a sentence; stacks are for the log. */
const LEFT_OUT = new Set(['level', 'time', 'pid', 'event', 'name', 'frames', 'err', 'stack', 'details']);
const MOST_TEXT = 300;

/** What a person is told of the events that say too little by their names; all others go by those. */
const sentences: Readonly<Record<string, (entry: Entry) => string>> = {
  'setting-unknown': ({ name, at, nearest }) =>
    `Nothing reads the setting ${name} (${at})${nearest === null ? '' : `; did you mean ${nearest}?`}`,
  'database-connection-lost': ({ code }) => `A connection to the database was lost (${code})`,
  'mail-held': () =>
    'No mail is sent, because an older copy took the place of the database; see broadsheet doctor',
  'redis-connection-lost': ({ code }) => `A connection to Redis was lost (${code})`,
  'imap-connection-lost': ({ code }) =>
    `The connection to the mailbox that mail comes back to was lost (${code})`,
  'embedded-database-ended': () => 'The embedded database ended by itself and is started again',
  'embedded-database-lost': ({ reason, logFile }) =>
    `The embedded database does not run any more (${reason}); stop Broadsheet and look at ${logFile}`,
  'relay-throttles': ({ relay }) => `The mail server ${relay} asks for fewer messages; sending goes slower`,
  'relay-refuses-us': ({ relay }) => `The mail server ${relay} refuses all mail; see broadsheet doctor`,
  'poll-failed': ({ source, error }) =>
    `The source ${source} could not be read (${(error as Entry)['code']}); it is asked again`,
};

/** A warning or an error of the log as a sentence: `Warning: Poll failed (source huggingface).` */
export function sentenceOf(entry: Entry): string {
  const event = String(entry['event'] ?? 'something happened');
  const known = sentences[event];
  const text = (known?.(entry) ?? `${capitalised(event.replaceAll('-', ' '))}${fieldsOf(entry)}`)
    .replace(/\p{C}+/gu, ' ')
    .replaceAll(/ {2,}/g, ' ');
  return `${Number(entry['level']) > WARNING ? 'Error' : 'Warning'}: ${text}.`;
}

function fieldsOf(entry: Entry): string {
  const error = (entry['error'] ?? entry['err'] ?? {}) as Entry;
  const fields = {
    ...entry,
    code: entry['code'] ?? error['code'],
    message: entry['message'] ?? error['message'],
  };
  const parts = Object.entries(fields)
    .filter(([key, value]) => !LEFT_OUT.has(key) && ['string', 'number', 'boolean'].includes(typeof value))
    .map(([key, value]) => `${key} ${value}`.slice(0, MOST_TEXT));
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function capitalised(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
