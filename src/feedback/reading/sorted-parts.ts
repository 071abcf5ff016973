import { decodeCharset } from './mime/decode-charset.js';
import { decodeOctets } from './mime/decode-octets.js';
import { type Entity, isEnclosedMessage } from './mime/entity.js';
import { field, type HeaderFields, noFields, readFields } from './mime/header-fields.js';

/** The parts of a message by what they are for, decoded. */
export interface SortedParts {
  readonly plain: string[];
  readonly html: string[];
  /** message/delivery-status and its relatives (RFC 3464, RFC 6533). */
  readonly status: string[];
  /** message/feedback-report (RFC 5965). */
  readonly feedback: string[];
  /** message/disposition-notification (RFC 8098). */
  readonly disposition: string[];
  /** Names of attached files, as they stand in the header. */
  readonly attachments: string[];
  /** The header of the message that came back; empty where it did not. */
  returned: HeaderFields;
  /** That message as far as it came back whole. */
  enclosed: Entity | null;
}

type Drawer = 'plain' | 'html' | 'status' | 'feedback' | 'disposition';

const DRAWERS: Readonly<Record<string, Drawer>> = {
  'message/delivery-status': 'status',
  'message/global-delivery-status': 'status',
  'message/feedback-report': 'feedback',
  'message/disposition-notification': 'disposition',
  'message/global-disposition-notification': 'disposition',
  'text/plain': 'plain',
  'text/html': 'html',
};

/** What people read of a report is short; more is the message that came back. */
const LONGEST: Readonly<Record<Drawer, number>> = {
  plain: 64 * 1024,
  html: 64 * 1024,
  status: 256 * 1024,
  feedback: 64 * 1024,
  disposition: 16 * 1024,
};
const MOST_OF_A_KIND = 8;

export function sortParts(top: Entity): SortedParts {
  const sorted: SortedParts = {
    plain: [],
    html: [],
    status: [],
    feedback: [],
    disposition: [],
    attachments: [],
    returned: noFields,
    enclosed: null,
  };
  sort(top, sorted);
  return sorted;
}

function sort(entity: Entity, into: SortedParts): void {
  const returned = returnedIn(entity);
  if (returned !== null) {
    if (into.returned.size === 0) into.returned = returned;
    into.enclosed ??= entity.children[0] ?? null;
    return;
  }
  const name = fileName(entity);
  if (name !== null) into.attachments.push(name);
  const drawer = DRAWERS[entity.type] ?? drawerByContent(entity);
  if (drawer !== undefined && into[drawer].length < MOST_OF_A_KIND) {
    into[drawer].push(textOf(entity, LONGEST[drawer]));
  }
  for (const child of entity.children) sort(child, into);
}

/** Relays give parts types of their own, and lose the boundaries of others. */
function drawerByContent(entity: Entity): Drawer | undefined {
  if (entity.children.length > 0) return undefined;
  if (entity.type.startsWith('multipart/')) return 'plain';
  const opening = decodeOctets(entity.body.slice(0, 4_096), entity.fields);
  if (/^feedback-type:/im.test(opening)) return 'feedback';
  return /^(reporting-mta|final-recipient|original-recipient)\s?:/im.test(opening) ? 'status' : undefined;
}

function returnedIn({ type, children, body, fields }: Entity): HeaderFields | null {
  if (isEnclosedMessage(type)) return children[0]?.fields ?? noFields;
  if (type !== 'text/rfc822-headers' && type !== 'message/global-headers') return null;
  return readFields(decodeOctets(body, fields)).fields;
}

function fileName({ parameters, fields }: Entity): string | null {
  const disposition = field(fields, 'content-disposition');
  return parameters.get('name') ?? /filename\*?="?([^";]{1,200})/i.exec(disposition)?.[1] ?? null;
}

function textOf({ body, fields, parameters }: Entity, most: number): string {
  // Encoded text is longer than what it says.
  const octets = decodeOctets(body.slice(0, most * 2), fields).slice(0, most);
  return decodeCharset(octets, parameters.get('charset') ?? '');
}
