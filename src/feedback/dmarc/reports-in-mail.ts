import { RefusedInput } from '../../parsing/refused-input.js';
import type { DmarcReport } from '../../store/feedback/dmarc-reports.js';
import { type Entity, readEntity } from '../reading/mime/entity.js';
import { field } from '../reading/mime/header-fields.js';
import { mailText } from '../reading/mime/mail-text.js';
import { readDmarcReport } from './read-report.js';
import { unpackReport } from './unpack-report.js';

/** A receiver sends one report in a message. */
const MOST_FILES = 5;
/** Of all files together, after unpacking. */
const MOST_BYTES = 20_000_000;
const FILE = /^(?:application\/(?:gzip|x-gzip|zip|x-zip-compressed|xml|octet-stream)|text\/xml)$/;

/**
 * The DMARC aggregate reports that are attached to a message. Pure.
 * @throws RefusedInput where one of them, or all together, are larger than any report
 */
export function reportsInMail(raw: Uint8Array): DmarcReport[] {
  const files = filesOf(readEntity(mailText(raw))).slice(0, MOST_FILES);
  let left = MOST_BYTES;
  return files.flatMap((entity) => {
    const xml = unpackReport(octetsOf(entity));
    if (xml === null) return [];
    left -= xml.length;
    if (left < 0) throw new RefusedInput('too-large', `The reports unpack to more than ${MOST_BYTES} bytes.`);
    return readDmarcReport(xml) ?? [];
  });
}

function filesOf(entity: Entity): Entity[] {
  const own = FILE.test(entity.type) ? [entity] : [];
  return [...own, ...entity.children.flatMap(filesOf)];
}

/** As they are: what is packed must not be read as lines. */
function octetsOf({ body, fields }: Entity): Buffer {
  const isBase64 = field(fields, 'content-transfer-encoding').toLowerCase().startsWith('base64');
  return Buffer.from(body, isBase64 ? 'base64' : 'latin1');
}
