import { DAY_MS } from '../../durations.js';
import { dateIn } from '../../model/calendar-date.js';
import { firstDigestAt } from '../../store/digests/digests.js';
import type { PageContext } from '../http/context.js';
import type { SubscribeForm } from './subscribe-form.js';

/** An installation is young for so long after its first digest. */
const YOUNG_DAYS = 30;

/** A page with its subscribe form marked as new: until the day that the operator set, or while the installation is young. */
export async function markedNew<View extends { readonly form: SubscribeForm }>(
  { database, config, clock }: Pick<PageContext, 'database' | 'config' | 'clock'>,
  view: View,
): Promise<View> {
  const now = clock();
  if (config.newMarkUntil !== null) {
    return { ...view, form: { ...view.form, isNew: dateIn('UTC', now) <= config.newMarkUntil } };
  }
  const first = await firstDigestAt(database);
  const isNew = first === null || now.getTime() - first.getTime() < YOUNG_DAYS * DAY_MS;
  return { ...view, form: { ...view.form, isNew } };
}
