import { privateFeedUrl } from '../../model/links.js';
import { makeLinkToken } from '../../signing/link-token.js';
import type { PrivateFeeds } from '../../store/subscribers/private-feeds.js';
import type { PageContext } from '../http/context.js';

/** The addresses of a reader's private feeds, the same until they are changed. */
export function feedLinks(
  { secretKeys, config }: Pick<PageContext, 'secretKeys' | 'config'>,
  subscriberId: number,
  { serial, changedAt }: PrivateFeeds,
): { readonly atom: string; readonly json: string } {
  const token = makeLinkToken(secretKeys, { purpose: 'feed', subscriberId, serial, issuedAt: changedAt });
  return {
    atom: privateFeedUrl(config.publicUrl, token, 'atom.xml'),
    json: privateFeedUrl(config.publicUrl, token, 'feed.json'),
  };
}
