import { readContentType } from './content-type.js';
import { decodeOctets } from './decode-octets.js';
import { field, type HeaderFields, readFields } from './header-fields.js';

/** One part of a message (RFC 2045 §2.4), with the parts in it. */
export interface Entity {
  readonly fields: HeaderFields;
  /** In lower case; `text/plain` where none is given (RFC 2045 §5.2). */
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** As it stands in the message, still encoded. */
  readonly body: string;
  /** Of a multipart; of an enclosed message the one that is its content. */
  readonly children: readonly Entity[];
}

/** Deeper and more than any report goes; what lies beyond stays unread. */
const DEEPEST = 12;
const MOST_PARTS = 200;

interface Budget {
  parts: number;
}

/** The message and its parts, down to a bounded depth and number. */
export function readEntity(text: string): Entity {
  return entityAt(text, 0, { parts: MOST_PARTS });
}

function entityAt(text: string, depth: number, budget: Budget): Entity {
  budget.parts -= 1;
  const { fields, end } = readFields(text);
  const body = text.slice(end);
  const { type, parameters } = readContentType(field(fields, 'content-type'));
  const entity = { fields, type: type === '' ? 'text/plain' : type, parameters, body };
  return { ...entity, children: depth < DEEPEST ? childrenOf(entity, depth + 1, budget) : [] };
}

function childrenOf(parent: Omit<Entity, 'children'>, depth: number, budget: Budget): Entity[] {
  if (parent.type.startsWith('multipart/')) {
    const children: Entity[] = [];
    for (const part of partsOf(parent)) {
      if (budget.parts <= 0) break;
      children.push(entityAt(part, depth, budget));
    }
    return children;
  }
  if (!isEnclosedMessage(parent.type) || budget.parts <= 0) return [];
  return [entityAt(decodeOctets(parent.body, parent.fields), depth, budget)];
}

/** RFC 2046 §5.2.1, RFC 6532 §3.7 */
export function isEnclosedMessage(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global' || type === 'message/news';
}

/** The texts between the boundary lines (RFC 2046 §5.1.1), the preamble left out. */
function* partsOf({ parameters, body }: Omit<Entity, 'children'>): Generator<string> {
  const boundary = parameters.get('boundary') ?? guessedBoundary(body);
  if (boundary === '') return;
  const delimiter = `\n--${boundary}`;
  const text = body.startsWith(delimiter.slice(1)) ? `\n${body}` : body;
  let at = nextDelimiter(text, delimiter, 0);
  while (at !== -1) {
    if (text.startsWith('--', at + delimiter.length)) return;
    const start = text.indexOf('\n', at + delimiter.length);
    if (start === -1) return;
    at = nextDelimiter(text, delimiter, start);
    yield text.slice(start + 1, at === -1 ? text.length : at);
  }
}

/** A longer boundary may begin with this one: the line must end behind it. */
function nextDelimiter(text: string, delimiter: string, from: number): number {
  let at = text.indexOf(delimiter, from);
  while (at !== -1 && !isEndOfDelimiter(text, at + delimiter.length)) at = text.indexOf(delimiter, at + 1);
  return at;
}

function isEndOfDelimiter(text: string, at: number): boolean {
  const next = text[at];
  return next === undefined || next === '\n' || next === ' ' || next === '\t' || text.startsWith('--', at);
}

/** Some relays lose the parameter: a line of two hyphens and a word, with a field in the next line. */
function guessedBoundary(body: string): string {
  return /(?:^|\n)--(\S{1,70})[ \t]{0,8}\ncontent-/i.exec(body.slice(0, 4_096))?.[1] ?? '';
}
