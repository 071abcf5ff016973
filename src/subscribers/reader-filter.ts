import { BroadsheetError } from '../errors.js';
import { addressKey, addressParts } from '../model/address.js';
import { addDays, isCalendarDate, momentOf } from '../model/calendar-date.js';
import { periodicKinds } from '../model/digest.js';
import { languages } from '../model/language.js';
import {
  type AskedReaders,
  askedNames,
  type ReaderFilter,
  subscriberStates,
  waysIn,
} from '../model/reader-filter.js';

const LONGEST = 320;

/** What of it says anything, without what surrounds it. */
function saidOf(asked: AskedReaders): AskedReaders {
  return Object.fromEntries(
    askedNames.flatMap((name) => {
      const said = asked[name]?.trim().slice(0, LONGEST) ?? '';
      return said === '' ? [] : [[name, said]];
    }),
  );
}

/**
 * @param timeZone of the site, whose days those of confirmation and mail are
 * @throws BroadsheetError INPUT_INVALID for what there is not
 */
export function readerFilter(asked: AskedReaders, timeZone: string): ReaderFilter {
  const said = saidOf(asked);
  const { find, origin } = said;
  const confirmed = daysOf(said.confirmedFrom, said.confirmedUntil, timeZone);
  if (confirmed === null)
    throw new BroadsheetError('INPUT_INVALID', 'The first day of confirmation is after the last one.');
  const mailed = daysOf(said.mailedFrom, said.mailedUntil, timeZone);
  if (mailed === null)
    throw new BroadsheetError('INPUT_INVALID', 'The first day of the last mail is after the last one.');
  return {
    part: find === undefined ? null : addressKey(addressParts(find)?.address ?? find),
    state: oneOf(subscriberStates, said.state, 'state'),
    frequency: oneOf(periodicKinds, said.frequency, 'frequency'),
    language: oneOf(languages, said.language, 'language'),
    hasRules: yesOrNo(said.rules, 'rules'),
    confirmedSince: confirmed.since,
    confirmedBefore: confirmed.before,
    via: oneOf(waysIn, said.via, 'via'),
    origin: origin ?? null,
    hasBounced: yesOrNo(said.bounced, 'bounced'),
    hasOwnOrder: yesOrNo(said.ownOrder, 'ownOrder'),
    wasMailed: yesOrNo(said.mailed, 'mailed'),
    mailedSince: mailed.since,
    mailedBefore: mailed.before,
  };
}

/** From the beginning of one day to the end of another; null where they are the wrong way round. */
function daysOf(from: string | undefined, until: string | undefined, timeZone: string) {
  const [first, last] = [dayOf(from), dayOf(until)];
  if (first !== null && last !== null && first > last) return null;
  return {
    since: first === null ? null : momentOf(first, '00:00', timeZone),
    before: last === null ? null : momentOf(addDays(last, 1), '00:00', timeZone),
  };
}

function oneOf<T extends string>(known: readonly T[], said: string | undefined, name: string): T | null {
  if (said === undefined) return null;
  const found = known.find((value) => value === said);
  if (found !== undefined) return found;
  throw new BroadsheetError('INPUT_INVALID', `There is no ${name} ${said}; there are ${known.join(', ')}.`);
}

function yesOrNo(said: string | undefined, name: string): boolean | null {
  const answer = oneOf(['yes', 'no'], said, name);
  return answer === null ? null : answer === 'yes';
}

function dayOf(said: string | undefined): string | null {
  if (said === undefined) return null;
  if (isCalendarDate(said)) return said;
  throw new BroadsheetError('INPUT_INVALID', `${said} is no day; write 2026-03-24.`);
}
