import type { Configuration } from 'openid-client';
import { HOUR_MS, SECOND_MS } from '../durations.js';
import { BroadsheetError } from '../errors.js';
import { oneLine } from '../model/one-line.js';
import type { Role } from '../model/role.js';

/** Who says who operators are: a provider of OpenID Connect (Core 1.0). */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The claim that says what somebody may do. */
  readonly roleClaim: string;
  /** Its values, and the role of each. */
  readonly roles: ReadonlyMap<string, Role>;
}

/** What one way to the provider and back is bound by: none of it is in a row. */
export interface OidcBinding {
  readonly state: string;
  readonly nonce: string;
  /** RFC 7636 §4.1. */
  readonly verifier: string;
}

/** What the provider says of somebody. */
export interface OidcPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  /** Shown and never compared: who a person is, the issuer and the subject say alone. */
  readonly address: string | null;
  /** What the claim of roles holds. */
  readonly groups: readonly string[];
  /** When they last showed a factor there; null where the provider does not say. */
  readonly authenticatedAt: Date | null;
}

export interface OidcProvider {
  readonly settings: OidcSettings;
  /**
   * Where the browser goes.
   * @param again whether the person has to show a factor there, also where they are signed in
   * @throws BroadsheetError PROVIDER_UNREACHABLE
   */
  addressFor(returnTo: string, binding: OidcBinding, again: boolean): Promise<URL>;
  /**
   * Reads what came back with the browser.
   * @returns null where the answer is not one to this question; the provider's own refusals are among these
   * @throws BroadsheetError PROVIDER_UNREACHABLE
   */
  personOf(cameBack: URL, binding: OidcBinding): Promise<OidcPerson | null>;
}

/** What the provider publishes of itself changes with its keys, which are looked up by the package; this is the rest. */
const KEEP_DISCOVERED_MS = HOUR_MS;
const MOST_NAME = 80;

/**
 * A provider that is looked up when it is first needed. Plain http is spoken to it where its issuer says
 * so, which the settings allow on this machine alone.
 */
export function openOidcProvider(settings: OidcSettings, clock: () => Date): OidcProvider {
  let discovered: { readonly at: number; readonly configuration: Configuration } | null = null;
  const discover = async (): Promise<Configuration> => {
    const now = clock().getTime();
    if (discovered !== null && now - discovered.at < KEEP_DISCOVERED_MS) return discovered.configuration;
    const configuration = await discoverProvider(settings);
    discovered = { at: now, configuration };
    return configuration;
  };
  return {
    settings,
    addressFor: async (returnTo, { state, nonce, verifier }, again) => {
      const [client, configuration] = await Promise.all([import('openid-client'), discover()]);
      return client.buildAuthorizationUrl(configuration, {
        redirect_uri: returnTo,
        scope: 'openid profile email',
        ...{ state, nonce },
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login', max_age: '0' } : {}),
      });
    },
    personOf: async (cameBack, binding) => readPerson(await discover(), settings, cameBack, binding),
  };
}

async function discoverProvider(settings: OidcSettings): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = settings;
  const client = await import('openid-client');
  const execute = issuer.startsWith('http://') ? [client.allowInsecureRequests] : [];
  try {
    return await client.discovery(new URL(issuer), clientId, clientSecret, undefined, {
      execute,
      timeout: 10,
    });
  } catch (error) {
    throw unreachable(settings, error);
  }
}

async function readPerson(
  configuration: Configuration,
  settings: OidcSettings,
  cameBack: URL,
  { state, nonce, verifier }: OidcBinding,
): Promise<OidcPerson | null> {
  const client = await import('openid-client');
  const checks = {
    ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
  };
  return reaching(settings, async () => {
    const tokens = await client.authorizationCodeGrant(configuration, cameBack, checks);
    const claims = tokens.claims();
    if (claims === undefined) return null;
    // Some providers put groups into the token, others tell them when asked.
    const isWhole = claims[settings.roleClaim] !== undefined || tokens.access_token === undefined;
    const more = isWhole
      ? {}
      : await client.fetchUserInfo(configuration, tokens.access_token, claims.sub).catch(() => ({}));
    return personFrom({ ...more, ...claims }, settings.roleClaim);
  });
}

/** What somebody is known by; names are cut, since they are theirs to choose. */
function personFrom(claims: Readonly<Record<string, unknown>>, roleClaim: string): OidcPerson {
  const texts = ['name', 'preferred_username', 'email', 'sub'].map((claim) => claims[claim]);
  const name = texts.find((text): text is string => typeof text === 'string' && oneLine(text) !== '') ?? '';
  const { iss, sub, email, auth_time: authTime } = claims;
  return {
    issuer: String(iss),
    subject: String(sub),
    name: oneLine(name).slice(0, MOST_NAME),
    address: typeof email === 'string' ? email : null,
    groups: [claims[roleClaim]].flat().filter((group) => typeof group === 'string'),
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * SECOND_MS) : null,
  };
}

/**
 * @returns null where the provider answers and says no, or something that cannot be believed
 * @throws BroadsheetError PROVIDER_UNREACHABLE where it does not answer
 */
async function reaching<T>(settings: OidcSettings, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
    // Fetch says so by a TypeError, as does the package where it was called wrongly, which has a code.
    const isAway =
      (error instanceof TypeError && code === undefined) || AWAY.has(String(code)) || AWAY.has(String(name));
    if (isAway) throw unreachable(settings, error);
    return null;
  }
}

const AWAY = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'TimeoutError', 'AbortError']);

function unreachable({ issuer }: OidcSettings, cause: unknown): BroadsheetError {
  const message = `The provider at ${issuer} does not answer, or is none. Try again; a link of broadsheet operators reset works without it.`;
  return new BroadsheetError('PROVIDER_UNREACHABLE', message, { cause });
}
