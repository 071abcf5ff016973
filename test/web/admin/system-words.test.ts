import { expect, it } from 'vitest';
import { stretchOf } from '../../../src/jobs/queue-desk.js';
import { schedulesFor } from '../../../src/jobs/schedules.js';

const schedules = schedulesFor({ pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' });

it.each([
  ['count-days', 'hour'],
  ['assemble', 'day'],
  ['assemble-weekly', 'week'],
  ['assemble-monthly', 'month'],
])('says that %s comes each %s', (id, each) => {
  const pattern = schedules.find((schedule) => schedule.id === id)?.repeat.pattern;
  expect(stretchOf(pattern ?? '')).toBe(each);
});
