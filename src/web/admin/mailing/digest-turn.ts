import Type from 'typebox';
import { periodTitle } from '../../../i18n/period-title.js';
import type { Texts } from '../../../i18n/texts.js';
import { digestByName } from '../../../mailing/find-digest.js';
import type { DigestWithPapers } from '../../../model/digest.js';
import { namedDigest, nameOfDigest } from '../../../model/digest-period.js';
import { digestPageUrl } from '../../../model/links.js';
import type { AdminContext } from '../admin-context.js';
import { subPageTabs } from '../digests/sub-pages.js';
import type { OwnTurn } from '../turn.js';

/** Of routes that are about one digest. */
export const digestSchema = { params: Type.Object({ name: Type.String({ maxLength: 40 }) }) };

/** @throws BroadsheetError DATE_INVALID, DIGEST_NOT_FOUND */
export function digestOfTurn({ request }: OwnTurn, { database }: AdminContext): Promise<DigestWithPapers> {
  return digestByName(database, (request.params as { readonly name: string }).name);
}

/** Where the pages of a digest are. */
export function digestPages(digest: Pick<DigestWithPapers, 'kind' | 'period' | 'lastDay'>) {
  const desk = `/admin/digests/${nameOfDigest(digest)}`;
  return {
    public: digestPageUrl('', digest),
    mailing: `${desk}/mailing`,
    live: `${desk}/mailing/live`,
    pause: `${desk}/pause`,
    resume: `${desk}/resume`,
    cancel: `${desk}/cancel`,
    uncertain: `${desk}/uncertain`,
    settleAll: `${desk}/uncertain/all`,
    result: `${desk}/result`,
  };
}

export function titleOfDigest(texts: Texts, { kind, period, lastDay }: DigestWithPapers): string {
  return periodTitle(texts, kind, period, lastDay);
}

/**
 * What stands over each page of a digest that is frozen: what it is called, and the way to the others.
 * @param path of the page, behind the name of the digest
 */
export function digestHead(texts: Texts, turn: OwnTurn, digest: DigestWithPapers, path: string) {
  const name = nameOfDigest(digest);
  const tabs = subPageTabs(texts, turn.visit.actor.permissions, { name, path, isFrozen: true });
  // There is nothing to arrange in a digest that gathers others.
  const isPeriodic = namedDigest(name)?.kind === digest.kind;
  return {
    title: titleOfDigest(texts, digest),
    pages: digestPages(digest),
    tabs: isPeriodic ? tabs : tabs.slice(1),
  };
}
