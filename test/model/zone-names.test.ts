import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { presentZoneName } from '../../src/model/zone-names.js';

const cases = new URL('../../../shared/data/cases/time-zones.txt', import.meta.url);

it.each([
  ['Asia/Calcutta', 'Asia/Kolkata'],
  ['US/Eastern', 'America/New_York'],
  ['Europe/Kiev', 'Europe/Kyiv'],
  ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Asia/Katmandu', 'Asia/Kathmandu'],
  ['Atlantic/Faeroe', 'Atlantic/Faroe'],
  ['Europe/Berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['Etc/Unknown', 'Etc/Unknown'],
  ['europe/berlin', 'Europe/Berlin'],
  ['ASIA/CALCUTTA', 'Asia/Kolkata'],
  ['us/pacific', 'America/Los_Angeles'],
  ['america/port-au-prince', 'America/Port-au-Prince'],
  ['antarctica/dumontdurville', 'Antarctica/DumontDUrville'],
  ['utc', 'UTC'],
  ['etc/gmt+5', 'Etc/GMT+5'],
  ['Etc/GMT-14', 'Etc/GMT-14'],
  ['Etc/GMT+0', 'Etc/GMT'],
  ['GMT+5', 'GMT+5'],
  ['+02:00', '+02:00'],
  ['EST', 'America/Panama'],
  ['EST5EDT', 'America/New_York'],
  ['CET', 'Europe/Brussels'],
  ['WET', 'Europe/Lisbon'],
  ['HST', 'Pacific/Honolulu'],
  ['Asia/Kathmandu', 'Asia/Kathmandu'],
  ['Pacific/Kiritimati', 'Pacific/Kiritimati'],
  ['Australia/LHI', 'Australia/Lord_Howe'],
  ['NZ-CHAT', 'Pacific/Chatham'],
  [' Asia/Tokyo ', 'Asia/Tokyo'],
  ['America/New York', 'America/New_York'],
  ['america/port of spain', 'America/Port_of_Spain'],
  ['america/coyhaique', 'America/Coyhaique'],
  ['EUROPE/KYIV', 'Europe/Kyiv'],
  ['etc/utc', 'Etc/UTC'],
  ['Canada/East-Saskatchewan', 'America/Regina'],
  ['us/pacific-new', 'America/Los_Angeles'],
  ['Asia/Ulan_Bator', 'Asia/Ulaanbaatar'],
  ['Pacific/Enderbury', 'Pacific/Kanton'],
  ['UTC+2', 'UTC+2'],
  ['Z', 'Z'],
])('%s is called %s today', (name, present) => {
  expect(presentZoneName(name)).toBe(present);
});

it('a former name shows the same clocks as the present one', () => {
  const hours = (zone: string) =>
    [0, 6].map((month) =>
      new Intl.DateTimeFormat('en', { timeZone: zone, dateStyle: 'short', timeStyle: 'long' }).format(
        new Date(Date.UTC(2026, month, 15)),
      ),
    );
  for (const zone of [
    'Asia/Rangoon',
    'Navajo',
    'NZ',
    'America/Godthab',
    'Pacific/Truk',
    'Singapore',
    'EST',
    'EST5EDT',
    'CET',
    'MET',
    'EET',
    'WET',
    'MST7MDT',
  ]) {
    expect(presentZoneName(zone)).not.toBe(zone);
    expect(hours(zone)).toEqual(hours(presentZoneName(zone)));
  }
});

it.skipIf(!existsSync(cases))(
  'every zone that browsers report and clocks have is one that databases know',
  () => {
    const given = readFileSync(cases, 'utf8').trim().split('\n');
    const present = given.map(presentZoneName);
    expect(present.filter((name) => !/unknown|undefined/i.test(name) && given.includes(name))).toEqual([]);
  },
);
