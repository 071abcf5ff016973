import { describe, expect, it } from 'vitest';
import type { Actor } from '../../src/model/actor.js';
import { type Permission, permissions, permissionsOf } from '../../src/model/permission.js';
import { type Role, roles } from '../../src/model/role.js';
import { permit } from '../../src/operators/permit.js';

const now = new Date('2026-03-23T09:00:00Z');

function operator(role: Role, authenticatedAt: Date | null = now): Actor {
  const permissions = permissionsOf(role);
  return { kind: 'operator', id: 1, name: role, permissions, authenticatedAt, clientHash: null };
}

function refusal(actor: Actor, permission: Permission, at = now): string | null {
  try {
    permit(actor, permission, at);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('the roles', () => {
  it.each<[Role, number]>([
    ['owner', 22],
    ['operator', 18],
    ['editor', 5],
    ['viewer', 3],
  ])('%s may do %i things and is refused the others', (role, count) => {
    const allowed = permissions.filter((permission) => refusal(operator(role), permission) === null);
    expect(allowed).toHaveLength(count);
    expect(permissions.filter((permission) => !allowed.includes(permission))).toEqual(
      permissions.filter((permission) => refusal(operator(role), permission) === 'FORBIDDEN'),
    );
  });

  it('each may do all that the next one may', () => {
    for (const [index, role] of roles.entries()) {
      const lower = roles[index + 1];
      for (const permission of lower === undefined ? [] : permissionsOf(lower)) {
        expect(permissionsOf(role).has(permission), `${role} ${permission}`).toBe(true);
      }
    }
  });

  it.each<Role>(['editor', 'viewer'])('%s sees no address', (role) => {
    const seen = permissions.filter((name) => name.startsWith('subscribers:') || name === 'feedback:read');
    expect(seen.map((permission) => refusal(operator(role), permission))).toEqual(
      seen.map(() => 'FORBIDDEN'),
    );
  });
});

describe('what cannot be taken back', () => {
  it.each<[Date | null, string | null]>([
    [null, 'FACTOR_NEEDED'],
    [new Date(now.getTime() - 600_001), 'FACTOR_NEEDED'],
    [new Date(now.getTime() - 600_000), null],
    [now, null],
  ])('asks an operator who showed a factor at %s: %s', (authenticatedAt, expected) => {
    expect(refusal(operator('owner', authenticatedAt), 'subscribers:erase')).toBe(expected);
    expect(refusal(operator('owner', authenticatedAt), 'digests:steer')).toBeNull();
  });

  it('is refused for the role before a factor is asked for', () => {
    expect(refusal(operator('editor', null), 'subscribers:erase')).toBe('FORBIDDEN');
  });

  it.each(['key', 'cli', 'system'] as const)('asks no %s, which has none', (kind) => {
    expect(refusal({ ...operator('owner', null), kind }, 'keys:manage')).toBeNull();
  });
});
