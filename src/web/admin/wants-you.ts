import type { Finding } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';
import type { Permission } from '../../model/permission.js';
import type { SourceHealth } from '../../sources/source-health.js';
import type { MonitoredState } from '../../store/monitored-state.js';

/** How things stand, as the overview reads them. */
export interface Standing {
  readonly permissions: ReadonlySet<Permission>;
  readonly hasSecondFactor: boolean;
  readonly state: Pick<MonitoredState, 'waiting' | 'alarms' | 'pausedDigests' | 'mailHeld'>;
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

/** What wants an operator, the worst first; only what they may see. */
export function wantsYou({ t }: Texts, standing: Standing): Want[] {
  const { permissions, state, sources, findings } = standing;
  const bad = (text: string, note: string | null = null, href: string | null = null): Want => ({
    text,
    note,
    href,
    tone: 'bad',
  });
  const warn = (...parts: Parameters<typeof bad>): Want => ({ ...bad(...parts), tone: 'warn' });
  const alarms = Object.values(state.alarms).reduce((sum, count) => sum + count, 0);
  const uncertain = state.waiting['uncertain'] ?? 0;
  const of = (verdict: Finding['verdict']) => findings.filter((finding) => finding.verdict === verdict);
  const down = sources.filter((source) => source.state === 'down' || source.state === 'stale');
  const names = (checks: readonly { readonly check: string }[]) =>
    checks
      .slice(0, 3)
      .map(({ check }) => check)
      .join(', ');
  const [faults, warnings] = [of('fault'), of('warning')];
  const isSystem = permissions.has('system:read');
  return [
    ...(state.mailHeld ? [bad(t('admin-today.held'), 'broadsheet restore --help')] : []),
    ...(standing.workersAlive === 0
      ? [bad(t('admin-today.no-worker'), null, isSystem ? '/admin/system' : null)]
      : []),
    ...(state.pausedDigests > 0
      ? [bad(t('admin-today.paused', { digests: state.pausedDigests }), 'broadsheet progress')]
      : []),
    ...(alarms > 0 ? [bad(t('admin-today.alarms', { alarms }), 'broadsheet rates')] : []),
    ...(uncertain > 0 ? [bad(t('admin-today.uncertain', { uncertain }), 'broadsheet uncertain')] : []),
    ...down.map(({ source, state: is }) =>
      bad(t(`admin-today.source-${is}`, { source }), 'broadsheet sources'),
    ),
    ...(isSystem && faults.length > 0
      ? [
          bad(
            t('admin-today.faults', { count: faults.length, checks: names(faults) }),
            null,
            '/admin/system/doctor',
          ),
        ]
      : []),
    ...(isSystem && warnings.length > 0
      ? [
          warn(
            t('admin-today.warnings', { count: warnings.length, checks: names(warnings) }),
            null,
            '/admin/system/doctor',
          ),
        ]
      : []),
    ...(standing.hasSecondFactor ? [] : [warn(t('admin-today.no-second'), null, '/admin/me')]),
  ];
}
