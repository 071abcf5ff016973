import { readEntity, valuesOf, type WireEntity } from './raw-message.js';

/** RFC 2046 §5.1.4, RFC 2045 §6.7: what is wrong with the parts of a message and their encoding. */
export function partFaults(message: WireEntity): string[] {
  const [type = ''] = valuesOf(message, 'Content-Type');
  const boundary = /^multipart\/alternative;\s*boundary="([^"]{1,70})"$/.exec(type)?.[1];
  if (boundary === undefined) return [`Content-Type is ${type}`];
  if (!boundary.includes('=_')) return ['the boundary could occur in quoted-printable text'];
  const units = `\r\n${message.body}`.split(`\r\n--${boundary}`);
  const end = units.pop();
  const parts = units.slice(1).map((unit) => readEntity(unit.replace(/^\r\n/, '')));
  return [
    ...(end === '--\r\n' ? [] : ['the last boundary is missing']),
    ...(units[0] === '' ? [] : ['there is text before the first part']),
    ...(parts.length === 2 ? [] : [`there are ${parts.length} parts`]),
    ...parts.flatMap((part, index) => partFault(part, index === 0 ? 'text/plain' : 'text/html')),
  ];
}

function partFault(part: WireEntity, expected: string): string[] {
  const [type = ''] = valuesOf(part, 'Content-Type');
  const [encoding = ''] = valuesOf(part, 'Content-Transfer-Encoding');
  return [
    ...(type === `${expected}; charset=utf-8` ? [] : [`a part is ${type}, expected ${expected}`]),
    ...(encoding === 'quoted-printable' ? [] : [`${expected} is encoded as ${encoding}`]),
    ...(part.body.endsWith('\r\n') ? [] : [`${expected} does not end on a line break`]),
    ...part.body.split('\r\n').flatMap((line) => lineFaults(line).map((fault) => `${expected}: ${fault}`)),
  ];
}

function lineFaults(line: string): string[] {
  return [
    ...(line.length > 76 ? [`a line of ${line.length}`] : []),
    ...(/[ \t]$/.test(line) ? ['white space at the end of a line'] : []),
    ...(/^\./.test(line) ? ['a dot at the start of a line'] : []),
    ...(/^From /.test(line) ? ['From at the start of a line'] : []),
    ...(/[^\t -~]/.test(line) ? ['an octet that is not encoded'] : []),
    ...(/=(?![0-9A-F]{2}|$)/.test(line) ? ['an equals sign that encodes nothing'] : []),
  ];
}
