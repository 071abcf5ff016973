import type { PreferencesContext } from '../../subscribers/preferences.js';
import type { PageContext } from '../http/context.js';

/** What `src/subscribers` is given for preferences. */
export function contextOf({ database, config, clock }: PageContext): PreferencesContext {
  return { database, defaults: { time: config.digestTime, timeZone: config.digestTimezone }, now: clock() };
}
