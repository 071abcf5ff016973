import { describe, expect, it } from 'vitest';
import { stretchOf } from '../../../src/jobs/queue-desk.js';
import { queueNames } from '../../../src/jobs/queue-plan.js';
import { schedulesFor } from '../../../src/jobs/schedules.js';
import { languages } from '../../../src/model/language.js';
import { roles } from '../../../src/model/role.js';
import { shippedTexts } from '../../support/shipped-texts.js';

const schedules = schedulesFor({ pollMinutes: 20, digestTime: '08:00', digestTimezone: 'UTC' });

describe.each(languages)('in %s', (language) => {
  it('each queue, each schedule and each role has its words', async () => {
    const { t } = (await shippedTexts())[language];
    const keys = [
      ...queueNames.map((name) => `admin-system.queue-${name}`),
      ...schedules.map(({ id }) => `admin-system.schedule-${id}`),
      ...roles.flatMap((role) => [`admin-operators.role-${role}`, `admin-operators.may-${role}`]),
    ];
    for (const key of keys) expect(t(key)).not.toBe('');
  });
});

it.each([
  ['count-days', 'hour'],
  ['assemble', 'day'],
  ['assemble-weekly', 'week'],
  ['assemble-monthly', 'month'],
])('says that %s comes each %s', (id, each) => {
  const pattern = schedules.find((schedule) => schedule.id === id)?.repeat.pattern;
  expect(stretchOf(pattern ?? '')).toBe(each);
});
