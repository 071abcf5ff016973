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
 * @param timeZone of the site, whose days those of the confirmation are
 * @throws BroadsheetError INPUT_INVALID for what there is not
 */
export function readerFilter(asked: AskedReaders, timeZone: string): ReaderFilter {
  const {
    find,
    state,
    frequency,
    language,
    rules,
    via,
    origin,
    confirmedFrom,
    confirmedUntil,
    bounced,
    ownOrder,
  } = saidOf(asked);
  const since = dayOf(confirmedFrom);
  const until = dayOf(confirmedUntil);
  if (since !== null && until !== null && since > until)
    throw new BroadsheetError('INPUT_INVALID', 'The first day of confirmation is after the last one.');
  return {
    part: find === undefined ? null : addressKey(addressParts(find)?.address ?? find),
    state: oneOf(subscriberStates, state, 'state'),
    frequency: oneOf(periodicKinds, frequency, 'frequency'),
    language: oneOf(languages, language, 'language'),
    hasRules: yesOrNo(rules, 'rules'),
    confirmedSince: since === null ? null : momentOf(since, '00:00', timeZone),
    confirmedBefore: until === null ? null : momentOf(addDays(until, 1), '00:00', timeZone),
    via: oneOf(waysIn, via, 'via'),
    origin: origin ?? null,
    hasBounced: yesOrNo(bounced, 'bounced'),
    hasOwnOrder: yesOrNo(ownOrder, 'ownOrder'),
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
