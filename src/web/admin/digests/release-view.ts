import type { ReleaseReport } from '../../../digests/release-report.js';
import type { Texts } from '../../../i18n/texts.js';
import type { Actor } from '../../../model/actor.js';
import type { ReleaseState } from '../../../model/release-state.js';

/** What an operator does between freezing and mailing; each is a route under the digest's page. */
export const releaseActs = ['hold', 'lift', 'approve', 'freeze-again', 'release'] as const;
export type ReleaseAct = (typeof releaseActs)[number];

/** What templates/web/admin/parts/release-state.liquid shows: how far a digest is, and what can be done about it. */
export function releaseView(texts: Texts, report: ReleaseReport, actor: Pick<Actor, 'permissions'>) {
  const { t, dates } = texts;
  const { digest, state, name } = report;
  const { hold } = digest;
  const isMine = actor.permissions.has('digests:approve');
  return {
    name,
    says: sentence(texts, report),
    held:
      hold === null || state !== 'held'
        ? null
        : {
            text: t('admin-release.held-by', { by: hold.heldBy, at: dates.moment(hold.heldAt) }),
            reason: hold.share === null ? hold.reason : t('admin-release.held-import', { ...hold.share }),
          },
    approved:
      digest.approvedAt === null || digest.approvedBy === null
        ? null
        : t('admin-release.approved-by', { by: digest.approvedBy, at: dates.moment(digest.approvedAt) }),
    outdated: digest.isOutdated ? t('admin-release.outdated') : null,
    acts: isMine ? releaseActs.filter((act) => mayAct(report, act)) : [],
    frozenAt: digest.frozenAt?.toISOString() ?? '',
  };
}

const onItsWay: readonly ReleaseState[] = ['held', 'frozen', 'waiting', 'approved'];

function mayAct({ state, digest, needsApproval }: ReleaseReport, act: ReleaseAct): boolean {
  const isFrozen = digest.frozenAt !== null && onItsWay.includes(state);
  switch (act) {
    case 'hold':
      return state === 'open' || (isFrozen && state !== 'held');
    case 'lift':
      return state === 'held';
    case 'approve':
      return isFrozen && needsApproval && digest.approvedAt === null;
    case 'freeze-again':
      return isFrozen;
    case 'release':
      return state === 'frozen' || state === 'approved';
  }
}

/** When it goes on by itself, or what it waits for. */
function sentence({ t, dates }: Texts, { state, digest, ...when }: ReleaseReport): string {
  const { freezesAt, releasesAt, givesUpAt } = when;
  if (state === 'held') return t(`admin-release.held-${digest.frozenAt === null ? 'open' : 'frozen'}`);
  if (state === 'waiting' && givesUpAt !== null) {
    return t('admin-release.waiting', { at: dates.moment(givesUpAt) });
  }
  if (releasesAt !== null) return t('admin-release.goes-out', { at: dates.moment(releasesAt) });
  if (state === 'open' && freezesAt !== null) return t('admin-release.open', { at: dates.moment(freezesAt) });
  if (digest.cancelReason !== null) return t('admin-release.not-approved');
  if (state === 'cancelled') return t('admin-release.cancelled');
  return t('admin-release.released', { at: dates.moment(digest.releasedAt ?? new Date(0)) });
}
