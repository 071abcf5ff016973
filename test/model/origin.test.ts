import { describe, expect, it } from 'vitest';
import { readCampaign, writeOrigin } from '../../src/model/origin.js';

describe('a campaign', () => {
  it.each([
    ['spring-talk', 'spring-talk'],
    [' Spring.Talk_2 ', 'spring.talk_2'],
    ['7', '7'],
    ['x'.repeat(40), 'x'.repeat(40)],
  ])('%j is %j', (text, campaign) => {
    expect(readCampaign(text)).toBe(campaign);
  });

  it.each([
    '',
    'x'.repeat(41),
    'reader@example.org',
    'reader%40example.org',
    'reader+news',
    'two words',
    'a\nb',
    'a\0',
    '-x',
    'ä',
    '<b>',
    ['spring'],
    { toString: 'spring' },
    7,
    null,
    undefined,
  ])('is not %j', (text) => {
    expect(readCampaign(text)).toBeNull();
  });
});

describe('an origin', () => {
  it('is a place, with whose it is and the campaign where they are known', () => {
    expect(writeOrigin({ place: 'page', of: null, campaign: null })).toBe('page');
    expect(writeOrigin({ place: 'embed', of: 'lab.example', campaign: 'spring' })).toBe(
      'embed:lab.example?from=spring',
    );
    expect(writeOrigin({ place: 'key', of: 'environment', campaign: null })).toBe('key:environment');
  });
});
