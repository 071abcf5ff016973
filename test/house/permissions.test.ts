import { expect, it } from 'vitest';
import { permissions, permissionsOf } from '../../src/model/permission.js';
import { roles } from '../../src/model/role.js';
import { readProjectFile } from './project-files.js';

it('docs/reference.md has each permission, with the roles that have it', () => {
  const rows = [
    ...readProjectFile('docs/reference.md').matchAll(/^\| `([a-z]+:[a-z]+)` \| ([a-z, ]+) \| .+ \|$/gm),
  ];
  const expected = permissions.map((permission) => [
    permission,
    roles.filter((role) => permissionsOf(role).has(permission)).join(', '),
  ]);
  expect(rows.map(([, permission, holders]) => [permission, holders])).toEqual(expected);
});
