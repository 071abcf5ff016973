import Type from 'typebox';
import { BroadsheetError } from '../../../errors.js';
import { type DigestName, namedDigest } from '../../../model/digest-period.js';
import type { OwnTurn } from '../turn.js';

/** Of a route under `/admin/digests/:name`. */
export const Name = Type.String({ maxLength: 30 });

/** The digest that a page is about, by its address. @throws BroadsheetError NOT_FOUND where it names none */
export function askedDigest({ request }: Pick<OwnTurn, 'request'>): DigestName {
  const { name } = request.params as { readonly name: string };
  const found = namedDigest(name);
  if (found === null) throw new BroadsheetError('NOT_FOUND', 'There is no digest of this name.');
  return found;
}
