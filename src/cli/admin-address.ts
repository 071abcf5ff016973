import { makeFirstLink } from '../operators/links.js';
import { hasOperators } from '../store/operators/operators.js';
import type { Stores } from '../wiring/wiring.js';
import { operatorsContext } from '../wiring/wiring-operators.js';

/**
 * Where operators go: the pages, or before there is any of them the link by which the first one makes an account. That
 * link lets in whoever has it, so it is shown on a terminal alone: a log is shipped, and read by others.
 * @param isTerminal whether a person reads what is told
 */
export async function adminAddress(stores: Stores, isTerminal: boolean): Promise<string> {
  const context = operatorsContext(stores);
  const link = isTerminal ? await makeFirstLink(context) : null;
  if (link !== null) return link.url;
  if (!isTerminal && !(await hasOperators(stores.database))) {
    const todo = 'broadsheet operators invite --owner makes the link to the first account';
    stores.log.info({ todo }, 'no-operator-yet');
  }
  return `${context.site.url}/admin`;
}
