import type { Texts } from '../../i18n/texts.js';
import type { Schedule } from '../../model/preferences.js';
import { presentZoneName } from '../../model/zone-names.js';
import type { Database } from '../../store/database.js';
import { isKnownZone } from '../../store/subscribers/preferences.js';
import { completePreferences, preferencesFaults } from '../../subscribers/preferences.js';
import { faultSentence } from './fault-sentences.js';
import type { FormBody } from './preferences-form.js';

/** What the fold of the subscribe form shows: what was chosen, and why it was not accepted. */
export interface FormSchedule {
  readonly open: boolean;
  readonly frequency: string;
  readonly time: string;
  readonly timeZone: string;
  readonly error: string | null;
}

export const freshSchedule: FormSchedule = {
  open: false,
  frequency: '',
  time: '',
  timeZone: '',
  error: null,
};

/**
 * What was chosen beside the address: null where it is as for everybody, or cannot be kept. A zone that the browser
 * proposed and nobody touched is left out where it is unknown: nobody can be asked to mend it.
 */
export async function scheduleFromForm(
  database: Database,
  texts: Texts,
  form: FormBody,
): Promise<{ readonly shown: FormSchedule; readonly schedule: Partial<Schedule> | null }> {
  const frequency = textOf(form['frequency']);
  const time = textOf(form['time']);
  const timeZone = textOf(form['timeZone']);
  const schedule: { -readonly [Key in keyof Schedule]?: Schedule[Key] } = {
    ...(frequency === 'weekly' || frequency === 'monthly' ? { frequency } : {}),
    ...(time === '' ? {} : { time }),
    ...(timeZone === '' ? {} : { timeZone }),
  };
  const guessed = timeZone !== '' && timeZone === textOf(form['zoneGuess']);
  if (guessed && !(await isKnownZone(database, presentZoneName(timeZone)))) delete schedule.timeZone;
  const [fault] = await preferencesFaults(database, completePreferences({ schedule }), () => false);
  const error =
    fault === undefined ? null : texts.t('faults.correct', { fault: faultSentence(texts, fault) });
  // A zone that the browser proposed says by itself nothing of an interest in the fold.
  const open = error !== null || frequency !== '' || time !== '';
  const shown = { open, frequency, time, timeZone, error };
  return { shown, schedule: Object.keys(schedule).length === 0 || error !== null ? null : schedule };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, 60) : '';
}
