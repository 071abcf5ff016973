import type { DigestPaper } from '../model/digest.js';
import type { RankedPaper } from '../ranking/rank.js';
import type { CurationInEffect } from '../store/digests/curations.js';

/**
 * The papers of a digest from those that may be in it, best first: what is hidden or reserved for a later
 * digest is left out, pinned papers stand on top in the order of their pins, and added ones where their score
 * puts them. Where the digest holds `most` papers at most, pinned and added ones are among them.
 */
export function arrange(
  ranked: readonly RankedPaper[],
  curations: readonly CurationInEffect[],
  most = Number.POSITIVE_INFINITY,
): DigestPaper[] {
  // Of one paper there is one in effect; were there more, the newest would count.
  const decided = new Map(curations.map((curation) => [curation.paperId, curation]));
  const places = new Map([...decided.keys()].map((paperId, place) => [paperId, place]));
  const actionFor = ({ paper }: RankedPaper) => decided.get(paper.id)?.action ?? null;
  const pinned = ranked
    .filter((paper) => actionFor(paper) === 'pin')
    .sort((a, b) => (places.get(a.paper.id) ?? 0) - (places.get(b.paper.id) ?? 0));
  const added = ranked.filter((paper) => actionFor(paper) === 'add');
  const others = ranked.filter((paper) => actionFor(paper) === null);
  const room = Math.max(0, most - pinned.length - added.length);
  const chosen = new Set([...added, ...others.slice(0, room)]);
  return [...pinned, ...ranked.filter((paper) => chosen.has(paper))].map((paper, index) => {
    const curation = decided.get(paper.paper.id);
    const action = curation?.action === 'pin' || curation?.action === 'add' ? curation.action : null;
    const note = action === null ? null : (curation?.note ?? null);
    return { ...paper, position: index + 1, curation: action, note };
  });
}
