import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import type { PeriodicKind } from '../../../src/model/digest.js';

/** A reader's choices as the simulation makes them. */
export interface SimulatedReader {
  readonly zone: string;
  /** `HH:MM`, in steps of fifteen minutes; null for who takes the digest when it is made, wherever they live. */
  readonly time: string | null;
  /** ISO days of the week, 1 for Monday. */
  readonly weekdays: readonly number[];
  readonly kind: PeriodicKind;
}

export function anyReader(zones: readonly string[]): fc.Arbitrary<SimulatedReader> {
  return fc.record({
    zone: fc.constantFrom(...zones),
    // Clocks change in the small hours: half of the readers get up early.
    time: fc
      .oneof(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 95 }))
      .map((quarter) => `${two(Math.floor(quarter / 4))}:${two(15 * (quarter % 4))}`)
      .chain((time) => fc.constantFrom(time, time, null)),
    weekdays: fc.oneof(
      fc.constant([1, 2, 3, 4, 5, 6, 7]),
      fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    ),
    kind: fc.constantFrom<PeriodicKind[]>('daily', 'daily', 'weekly', 'monthly'),
  });
}

/** The clocks that a reader's times are read from: the site's for who chose no hour. */
export function clocksOf(
  reader: SimulatedReader,
  site: { readonly time: string; readonly timeZone: string },
): SimulatedReader & { readonly time: string } {
  return reader.time === null
    ? { ...reader, time: site.time, zone: site.timeZone }
    : { ...reader, time: reader.time };
}

/**
 * A reader's times between two moments, by another calendar than PostgreSQL's: the first of a repeated time, the
 * end of the gap for one that is skipped.
 */
export function slotsOf(
  { zone, time, weekdays }: Pick<SimulatedReader, 'zone' | 'weekdays'> & { readonly time: string },
  from: Date,
  until: Date,
): Date[] {
  const slots: Date[] = [];
  const last = dayIn(zone, until).add({ days: 1 });
  for (let day = dayIn(zone, from); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (!weekdays.includes(day.dayOfWeek)) continue;
    const slot = momentIn(zone, day.toPlainDateTime(Temporal.PlainTime.from(time)));
    if (slot > from && slot <= until) slots.push(slot);
  }
  return slots;
}

function momentIn(zone: string, wall: Temporal.PlainDateTime): Date {
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(wall)) return new Date(earlier.epochMilliseconds);
  const transition = earlier.getTimeZoneTransition('next');
  if (transition === null) throw new Error('a gap without a change of clocks');
  return new Date(transition.epochMilliseconds);
}

function dayIn(zone: string, moment: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone).toPlainDate();
}

/** Hours that clocks in a zone are ahead of UTC. */
export function hoursAhead(zone: string, moment: Date): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(zone);
  return zoned.offsetNanoseconds / 3.6e12;
}

/** A reader's date at a moment. */
export function dateOf(zone: string, moment: Date): string {
  return dayIn(zone, moment).toString();
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
