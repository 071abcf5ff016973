import { Value } from 'typebox/value';
import type { Database } from '../../store/database.js';
import {
  completePreferences,
  type GivenPreferences,
  preferencesFaults,
} from '../../subscribers/preferences.js';
import { PreferencesSchema } from './preferences-schema.js';

/** Preferences that a form carries as JSON; null where there are none, or none that can be kept. */
export async function preferencesFromJson(
  database: Database,
  text: unknown,
  isTopic: (name: string) => boolean,
): Promise<GivenPreferences | null> {
  if (typeof text !== 'string' || text === '') return null;
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Value.Check(PreferencesSchema, given)) return null;
  const preferences = given as GivenPreferences;
  const faults = await preferencesFaults(database, completePreferences(preferences), isTopic);
  return faults.length === 0 ? preferences : null;
}
