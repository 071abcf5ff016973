import { InvalidArgumentError, Option } from 'commander';
import { isCalendarDate } from '../model/calendar-date.js';
import { periodicKinds } from '../model/digest.js';
import { namedDays } from '../model/digest-period.js';
import type { Terminal } from './terminal.js';

/** Commands are loaded when they run: help and a wrong call answer at once. */
export type Run = <Options>(
  load: () => Promise<(terminal: Terminal, options: Options) => Promise<number>>,
) => (options: Options) => Promise<void>;

/** The value of an option that is a day. */
export function calendarDate(text: string): string {
  if (!isCalendarDate(text)) throw new InvalidArgumentError('Dates are written as YYYY-MM-DD.');
  return text;
}

/** The value of an option that is a day, or the first and the last day of a digest of several. */
export function digestDays(text: string): string {
  if (isCalendarDate(text) || namedDays(text) !== null) return text;
  throw new InvalidArgumentError('Dates are written as YYYY-MM-DD, several days as YYYY-MM-DD--YYYY-MM-DD.');
}

/**
 * Reads the value of an option that names several, separated by commas, and may be given again.
 * @param fault what to name, where none is: none at all would be taken for no choice
 */
export function listOf(fault: string): (text: string, before: readonly string[]) => readonly string[] {
  return (text, before) => {
    const named = text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
    if (named.length === 0) throw new InvalidArgumentError(fault);
    return [...before, ...named];
  };
}

/** Which kind of digest a command is about. */
export function kindOption(): Option {
  return new Option('--kind <kind>', 'the day’s digest, or that of its week or month')
    .choices(periodicKinds)
    .default('daily');
}

/**
 * Reads the value of an option or an argument that is a number of 1 or more, as ids are.
 * @param fault what to give, where it is none
 */
export function numberFrom1(fault: string): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError(fault);
    return Number(text);
  };
}

/** The value of an option that is the id of a subscriber. */
export const subscriberId = numberFrom1('Give the id of a subscriber.');

/** The same of an option that may be given again. */
export function subscriberIds(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, subscriberId(text)];
}
