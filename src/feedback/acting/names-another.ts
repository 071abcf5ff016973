import { addressKey } from '../../model/address.js';
import type { ReportedEvent } from './report.js';

/**
 * Whether a report names recipients and none of them is the one that we mailed. A server may name its mailbox by
 * a host of its own (`reader@mx1.example.net`), so the part before the @ is compared.
 */
export function namesAnother(
  mailed: string,
  { event, aliases }: Pick<ReportedEvent, 'event' | 'aliases'>,
): boolean {
  if (event.recipient === null) return false;
  const own = localOf(mailed);
  return [event.recipient, ...aliases].every((named) => localOf(named) !== own);
}

function localOf(address: string): string {
  const key = addressKey(address);
  return key.slice(0, Math.max(key.lastIndexOf('@'), 0)).replaceAll('"', '');
}
