import { type Role, roles } from '../model/role.js';
import type { OidcSettings } from '../operators/oidc-provider.js';
import { readUrl } from '../read-url.js';
import type { Values } from './environment.js';
import type { Faults } from './faults.js';
import { isLoopback } from './mailbox-exposure.js';

const EXPECTED =
  'expected a JSON object like {"newsletter-admins": "owner", "editors": "editor"}; ' +
  `roles are ${roles.join(', ')}`;

/** Who says who operators are, where that is somebody else; null: nobody. */
export function readOidc(values: Values, faults: Faults): OidcSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  const rolesOf = values.OIDC_ROLES === undefined ? null : readRoles(values.OIDC_ROLES);
  if (values.OIDC_ROLES !== undefined && rolesOf === null) faults.refuse('OIDC_ROLES', EXPECTED);
  if (values.LOCAL_LOGIN === 'off' && issuer === undefined) {
    faults.refuse('LOCAL_LOGIN', 'expected on, or OIDC_ISSUER with it: nobody could sign in');
  }
  if (issuer !== undefined && !isSafe(issuer)) {
    faults.refuse('OIDC_ISSUER', 'expected an https URL: by http whoever is on the way could be anybody');
  }
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || rolesOf === null) {
    return null;
  }
  return { issuer, clientId, clientSecret, roleClaim: values.OIDC_ROLE_CLAIM, roles: rolesOf };
}

/** OpenID Connect Discovery 1.0, 7.1: by TLS. On this machine there is nobody on the way. */
function isSafe(issuer: string): boolean {
  const url = readUrl(issuer);
  return url !== null && (url.protocol === 'https:' || isLoopback(url.hostname.replace(/^\[|\]$/g, '')));
}

function readRoles(text: string): ReadonlyMap<string, Role> | null {
  try {
    const read: unknown = JSON.parse(text);
    if (read === null || typeof read !== 'object' || Array.isArray(read)) return null;
    const entries = Object.entries(read as Readonly<Record<string, unknown>>);
    const known = entries.flatMap(([value, role]) => {
      const found = roles.find((name) => name === role);
      return found === undefined ? [] : [[value, found] as const];
    });
    return known.length === 0 || known.length < entries.length ? null : new Map(known);
  } catch {
    return null;
  }
}
