import type { Finding } from '../../../dns/finding.js';
import type { Texts } from '../../../i18n/texts.js';
import { type NamedPeriod, nameOfDigest } from '../../../model/digest-period.js';
import type { Permission } from '../../../model/permission.js';
import type { SourceHealth } from '../../../sources/source-health.js';
import type { MailingTroubles } from '../../../store/deliveries/mailing-troubles.js';
import { digestHeading } from '../../pages/digest-words.js';
import type { StoppedDigest } from './today-digests.js';

/** How things stand, as the overview reads them. */
export interface Standing {
  readonly permissions: ReadonlySet<Permission>;
  readonly hasSecondFactor: boolean;
  readonly troubles: MailingTroubles;
  /** Digests that are due and that nobody has frozen. */
  readonly late: readonly NamedPeriod[];
  /** Digests that somebody has to approve, or holds though they are due. */
  readonly stopped: readonly (NamedPeriod & Pick<StoppedDigest, 'state' | 'share'>)[];
  readonly sources: readonly Pick<SourceHealth, 'source' | 'state'>[];
  readonly workersAlive: number;
  /** Of the last examination. */
  readonly findings: readonly Pick<Finding, 'check' | 'verdict'>[];
}

export interface Want {
  readonly text: string;
  /** What to do about it, where it is done elsewhere. */
  readonly note: string | null;
  readonly href: string | null;
  readonly tone: 'bad' | 'warn';
}

/** So many of a kind are named; what is older comes to light when these are done. */
const MOST_NAMED = 3;

/** What wants an operator, the worst first; only what they may see. */
export function wantsYou(texts: Texts, standing: Standing): Want[] {
  const { t } = texts;
  const isSystem = standing.permissions.has('system:read');
  return [
    ...(standing.troubles.isMailHeld ? [bad(t('admin-today.held'), null, 'broadsheet restore --help')] : []),
    ...(standing.workersAlive === 0
      ? [bad(t('admin-today.no-worker'), isSystem ? '/admin/system' : null)]
      : []),
    ...ofMailings(texts, standing),
    ...standing.sources.flatMap(({ source, state }) =>
      state === 'down' || state === 'stale'
        ? [bad(t(`admin-today.source-${state}`, { source }), '/admin/sources')]
        : [],
    ),
    ...(isSystem ? ofDoctor(texts, standing.findings) : []),
    ...(standing.hasSecondFactor ? [] : [warn(t('admin-today.no-second'), '/admin/me')]),
  ];
}

function ofMailings(texts: Texts, { troubles, late, stopped, permissions }: Standing): Want[] {
  const { t } = texts;
  const title = (digest: NamedPeriod) => digestHeading(texts, digest);
  const pageOf = (digest: NamedPeriod, page: string) => `/admin/digests/${nameOfDigest(digest)}${page}`;
  const maySettle = permissions.has('deliveries:settle');
  return [
    ...late.map((digest) => bad(t('admin-today.late', { digest: title(digest) }), pageOf(digest, ''))),
    ...stopped.map((digest) =>
      digest.share === null
        ? warn(t(`admin-today.digest-${digest.state}`, { digest: title(digest) }), pageOf(digest, ''))
        : warn(
            t('admin-today.digest-held-import', { digest: title(digest), ...digest.share }),
            pageOf(digest, ''),
          ),
    ),
    ...troubles.paused
      .slice(0, MOST_NAMED)
      .map((digest) => bad(t('admin-today.paused', { digest: title(digest) }), pageOf(digest, '/mailing'))),
    ...troubles.alarms.map(({ digest, reason, sent, cameBack }) =>
      bad(
        t(`admin-today.alarm-${reason}`, { digest: title(digest), sent, cameBack }),
        pageOf(digest, '/mailing'),
      ),
    ),
    ...troubles.uncertain
      .slice(0, MOST_NAMED)
      .map(({ digest, count }) =>
        bad(
          t('admin-today.uncertain', { digest: title(digest), uncertain: count }),
          maySettle ? pageOf(digest, '/uncertain') : null,
        ),
      ),
  ];
}

function ofDoctor({ t }: Texts, findings: Standing['findings']): Want[] {
  const of = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict);
  const names = (found: Standing['findings']) =>
    found
      .slice(0, MOST_NAMED)
      .map(({ check }) => check)
      .join(', ');
  const [faults, warnings] = [of('fault'), of('warning')];
  const page = '/admin/system/doctor';
  return [
    ...(faults.length > 0
      ? [bad(t('admin-today.faults', { count: faults.length, checks: names(faults) }), page)]
      : []),
    ...(warnings.length > 0
      ? [warn(t('admin-today.warnings', { count: warnings.length, checks: names(warnings) }), page)]
      : []),
  ];
}

function bad(text: string, href: string | null = null, note: string | null = null): Want {
  return { text, note, href, tone: 'bad' };
}

function warn(...parts: Parameters<typeof bad>): Want {
  return { ...bad(...parts), tone: 'warn' };
}
