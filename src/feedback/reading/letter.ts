import { decodeCharset } from './mime/decode-charset.js';
import { decodeOctets } from './mime/decode-octets.js';
import { type Entity, isEnclosedMessage, readEntity } from './mime/entity.js';
import { type HeaderFields, noFields, readFields } from './mime/header-fields.js';

/** A message as the rules look at it: its header, what it says to people, and what it says to programs. */
export interface Letter {
  readonly fields: HeaderFields;
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** What people read, decoded, part after part. */
  readonly notes: readonly string[];
  /** Texts of message/delivery-status and its relatives (RFC 3464, RFC 6533). */
  readonly statusReports: readonly string[];
  /** Texts of message/feedback-report (RFC 5965). */
  readonly feedbackReports: readonly string[];
  /** The header of the message that came back; empty where it did not. */
  readonly returned: HeaderFields;
}

/** What people read of a report is short; more is the message that came back. */
const LONGEST_NOTE = 128 * 1024;
const LONGEST_REPORT = 256 * 1024;

type Drawer = 'notes' | 'statusReports' | 'feedbackReports';

const DRAWERS: Readonly<Record<string, Drawer>> = {
  'message/delivery-status': 'statusReports',
  'message/global-delivery-status': 'statusReports',
  'message/feedback-report': 'feedbackReports',
  'text/plain': 'notes',
};

export function readLetter(text: string): Letter {
  const top = readEntity(text);
  const found: Record<Drawer, string[]> = { notes: [], statusReports: [], feedbackReports: [] };
  let returned: HeaderFields = noFields;
  const collect = (entity: Entity): void => {
    if (isEnclosedMessage(entity.type)) {
      const enclosed = entity.children[0];
      if (returned.size === 0 && enclosed !== undefined) returned = enclosed.fields;
      return;
    }
    if (entity.type === 'text/rfc822-headers' || entity.type === 'message/global-headers') {
      if (returned.size === 0) returned = readFields(decodeOctets(entity.body, entity.fields)).fields;
      return;
    }
    const drawer = DRAWERS[entity.type];
    if (drawer !== undefined)
      found[drawer].push(textOf(entity, drawer === 'notes' ? LONGEST_NOTE : LONGEST_REPORT));
    for (const child of entity.children) collect(child);
  };
  collect(top);
  return { fields: top.fields, type: top.type, parameters: top.parameters, ...found, returned };
}

function textOf(entity: Entity, most: number): string {
  const octets = decodeOctets(entity.body.slice(0, most * 2), entity.fields).slice(0, most);
  return decodeCharset(octets, entity.parameters.get('charset') ?? '');
}
