import { BroadsheetError } from '../errors.js';
import { needsSmtpUtf8 } from '../model/address.js';
import { type AddressFault, readTypedAddress, type TypedAddress } from '../model/typed-address.js';
import type { Queryable } from '../store/database.js';
import { lacksSmtpUtf8 } from '../store/deliveries/relay-extensions.js';

/** As {@link readTypedAddress}; refuses as well what no relay in use carries, or no mail would ever come. */
export async function readCarriedAddress(database: Queryable, typed: string): Promise<TypedAddress> {
  const read = readTypedAddress(typed);
  if (!read.ok || !needsSmtpUtf8(read.parts.address) || !(await lacksSmtpUtf8(database))) return read;
  return { ok: false, fault: { reason: 'beyond-ascii' } };
}

/** What a program is told of such an address. */
export function addressRefusal({ reason }: AddressFault): BroadsheetError {
  return new BroadsheetError(
    'ADDRESS_INVALID',
    reason === 'beyond-ascii'
      ? 'The mail server in use cannot send to addresses with letters other than a to z before the @ (it lacks SMTPUTF8). Give another address.'
      : 'This is not an address that mail can be sent to.',
    { details: { reason } },
  );
}
