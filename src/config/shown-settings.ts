import { readUrl } from '../read-url.js';
import { describe, environmentSchema, type Name, withDefaults } from './environment.js';
import type { Place } from './places.js';
import type { Settings } from './read-settings.js';

/** A setting as it may be shown. */
export interface ShownSetting {
  readonly name: Name;
  /** Null: not set, and there is no default. {@link HIDDEN} stands for what nobody should see. */
  readonly value: string | null;
  readonly from: Place;
}

const HIDDEN = '(hidden)';

/** Every setting that is in force, with where it comes from; secrets are hidden, also those inside URLs. */
export function shownSettings({ given, placeOf }: Settings): ShownSetting[] {
  const values = withDefaults(given);
  return (Object.keys(environmentSchema.properties) as Name[]).map((name) => ({
    name,
    value: values[name] === undefined ? null : shown(name, values[name]),
    from: placeOf(name),
  }));
}

function shown(name: Name, value: string): string {
  const { secret = false, login = false } = describe(name);
  if (secret) return HIDDEN;
  if (name === 'SMTP_RELAYS') return relaysWithoutLogins(value) ?? HIDDEN;
  // What should hold a login and is no URL may be anything, a password among it.
  if (login && readUrl(value) === null) return HIDDEN;
  return withoutLogin(value);
}

function relaysWithoutLogins(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), (_, part: unknown) =>
      typeof part === 'string' ? withoutLogin(part) : part,
    );
  } catch {
    return null;
  }
}

/** Up to the last @, since a password that nobody encoded may hold a slash or an @ itself. */
const LOGIN = /([a-z][a-z0-9+.-]*:\/\/)[^\s,]*@/gi;
/** What drivers read of a URL's query as a password. */
const SECRET_PARAMETER = /([?&][^=&#\s]*(?:pass|secret|token|key|auth)[^=&#\s]*=)[^&#\s,]+/gi;

/** A text in which no URL tells its user and password any more. */
function withoutLogin(text: string): string {
  return text.replace(LOGIN, '$1***@').replace(SECRET_PARAMETER, '$1***');
}
