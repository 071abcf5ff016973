import type { EventType } from './events.js';
import { type Permission, permissionsOf } from './permission.js';
import { type Role, roles } from './role.js';

interface AlertRule {
  /** What of the event's data says what it is about: of one thing one alert tells within an hour. */
  readonly about: string;
  /** Who may be told. */
  readonly need: Permission;
  /** Told at once, where this of its data is so. */
  readonly critical?: { readonly key: string; readonly value: string };
}

const digest = { about: 'digest', need: 'digests:read' } as const;

/** Events that operators may be told of by mail: not of each reader, and critical ones at once. */
export const alertRules = {
  'digest.frozen': digest,
  'digest.held': digest,
  'digest.approved': digest,
  'digest.released': digest,
  'digest.paused': { ...digest, critical: { key: 'by', value: 'breaker' } },
  'digest.resumed': digest,
  'digest.cancelled': digest,
  'digest.completed': digest,
  'digest.stuck': { ...digest, critical: { key: 'reason', value: 'not-approved' } },
  'deliveries.uncertain': digest,
  'alarm.raised': { about: 'reason', need: 'digests:read', critical: { key: 'level', value: 'pause' } },
  'alarm.answered': { about: 'reason', need: 'digests:read' },
  'source.down': { about: 'source', need: 'sources:read' },
  'source.recovered': { about: 'source', need: 'sources:read' },
  'dns.failing': { about: 'checks', need: 'system:read' },
  'import.completed': { about: 'import', need: 'subscribers:import' },
  'operator.login': { about: 'operator', need: 'audit:read' },
  'webhook.disabled': {
    ...{ about: 'webhook', need: 'system:read' },
    critical: { key: 'reason', value: 'secret-unusable' },
  },
} as const satisfies Partial<Readonly<Record<EventType, AlertRule>>>;

export type AlertType = keyof typeof alertRules;

/** What an alert can be about: one of the chosen types, or that alerts arrive. */
export type ToldType = AlertType | 'alert.test';

/** All of them, in the order of the table. */
export const alertTypes = Object.keys(alertRules) as readonly AlertType[];

/** What somebody with a role may be told of. */
export function alertsOf(role: Role): readonly AlertType[] {
  const allowed = permissionsOf(role);
  return alertTypes.filter((type) => allowed.has(alertRules[type].need));
}

/** Roles that may be told of a type. */
export function rolesTold(type: AlertType): readonly Role[] {
  return roles.filter((role) => permissionsOf(role).has(alertRules[type].need));
}
