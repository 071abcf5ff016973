import type { Role } from './role.js';

const everybody = ['owner', 'operator', 'editor', 'viewer'] as const;
const editing = ['owner', 'operator', 'editor'] as const;
const operating = ['owner', 'operator'] as const;
const owning = ['owner'] as const;

/** What there is to be allowed, and to which roles it is; the same words are the scopes of API keys. */
const holders = {
  /** Counts, never of one person. */
  'numbers:read': everybody,
  'digests:read': everybody,
  /** Pin, add and hide papers, and what is said with them. */
  'digests:curate': editing,
  /** A copy to one's own address. */
  'digests:test': editing,
  /** Freeze and release. */
  'digests:approve': operating,
  /** Pause, resume, cancel. */
  'digests:steer': operating,
  'deliveries:settle': operating,
  /** Addresses and what happened around them. */
  'subscribers:read': operating,
  'subscribers:write': operating,
  'subscribers:import': operating,
  'subscribers:export': owning,
  'subscribers:erase': operating,
  'suppressions:lift': operating,
  /** What came back, with its excerpts. */
  'feedback:read': operating,
  'sources:read': everybody,
  'sources:run': operating,
  'system:read': operating,
  'system:run': operating,
  'webhooks:manage': owning,
  'keys:manage': owning,
  'operators:manage': owning,
  'audit:read': operating,
} as const satisfies Readonly<Record<string, readonly Role[]>>;

export type Permission = keyof typeof holders;

/** All of them, in the order of the table. */
export const permissions = Object.keys(holders) as readonly Permission[];

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(holders, text);
}

/** Of ADMIN_API_KEY: all but what would outlive it. */
export const environmentScopes: ReadonlySet<Permission> = new Set(
  permissions.filter((name) => name !== 'operators:manage' && name !== 'keys:manage'),
);

/** What an operator is asked a factor for again before it is done, because it cannot be taken back. */
const asksAgain: ReadonlySet<Permission> = new Set<Permission>([
  'subscribers:export',
  'subscribers:erase',
  'webhooks:manage',
  'keys:manage',
  'operators:manage',
]);

export function needsFreshFactor(permission: Permission): boolean {
  return asksAgain.has(permission);
}

export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(permissions.filter((name) => (holders[name] as readonly Role[]).includes(role)));
}
