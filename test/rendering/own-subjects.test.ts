import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileDigest } from '../../src/rendering/compile-digest.js';
import { composeDigest } from '../../src/rendering/compose-digest.js';
import { chooseEdition, wholeEdition } from '../../src/rendering/edition.js';
import { messageBytes } from '../../src/rendering/message-parts.js';
import { fillSubject, ownSubjectFaults, subjectRoomFaults } from '../../src/rendering/own-subjects.js';
import { proveTemplates } from '../../src/rendering/prove-templates.js';
import type { Templates } from '../../src/rendering/templates.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { allTemplates } from './email-templates.js';
import { inventedDigest, ordinaryDigest, reader, site } from './invented-digest.js';

const { en } = await shippedTexts();

describe('ownSubjectFaults', () => {
  it.each<[unknown, string[]]>([
    [{}, []],
    [{ daily: '{title}, and {more} more', 'daily-one': '{title}' }, []],
    [{ daily: '{site}: {title}', weekly: '📰 {date}' }, []],
    [['{title}'], ['expected a JSON object of subject lines']],
    [
      { dayly: '{title}' },
      [
        '“dayly”: there is no such subject; there are daily, daily-one, weekly, weekly-one, monthly, monthly-one',
      ],
    ],
    [{ daily: 3 }, ['“daily”: expected a text']],
    [{ daily: '  ' }, ['“daily”: expected a text']],
    [
      { daily: 'a\r\nBcc: b@example.org' },
      ['“daily”: expected one line, without spaces at its ends or two in a row'],
    ],
    [
      { weekly: '{titel}' },
      ['“weekly”: there is no {titel}; there are {title}, {count}, {more}, {date}, {site}'],
    ],
    [{ weekly: '{title} {' }, ['“weekly”: a brace stands alone; places are written as {title}']],
    [{ weekly: '{{ title }}' }, ['“weekly”: a brace stands alone; places are written as {title}']],
    [{ monthly: '{title} {title}' }, ['“monthly”: {title} stands in it twice']],
    [
      { monthly: '{count} papers', daily: 'a' },
      ['“monthly”: it counts papers, so “monthly-one” is needed beside it, for a mail with a single paper'],
    ],
    [{ 'weekly-one': '{title}' }, ['“weekly-one”: it needs “weekly” beside it']],
  ])('of %j', (value, faults) => {
    expect(ownSubjectFaults(value)).toEqual(faults);
  });
});

describe('subjectRoomFaults', () => {
  it.each<[string, string, string[]]>([
    ['{site}: {title}, and {more} more', 'Broadsheet', []],
    [
      '{site}: {title}, and {more} more',
      'A site whose name is of forty characters',
      ['“weekly”: all but the title takes up to 56 of 70 characters, and a title needs 24'],
    ],
    [
      'The papers of {date} by {site}, chosen and sorted for you',
      'Broadsheet',
      ['“weekly”: it takes up to 79 characters, and 70 are shown'],
    ],
  ])('of %j by %j', (weekly, name, faults) => {
    expect(subjectRoomFaults({ weekly }, name)).toEqual(faults);
  });
});

describe('fillSubject', () => {
  const subjects = {
    several: '{date}: {title} (+{more}, {site})',
    one: '{title}',
    date: 'March 24',
    site: 'Daily',
  };

  it.each<[string[], string | null]>([
    [[], null],
    [['A title'], 'A title'],
    [['A title', 'B', 'C'], 'March 24: A title (+2, Daily)'],
    [
      ['A system with a name of its own: what it does at length', 'B'],
      'March 24: A system with a name of its own… (+1, Daily)',
    ],
    [['', 'B'], 'March 24: A paper without a title (+1, Daily)'],
    [['{count} {title}', 'B'], 'March 24: {count} {title} (+1, Daily)'],
  ])('for %j', (titles, subject) => {
    expect(fillSubject(en, subjects, titles)).toBe(subject);
  });

  it('fits into a line, whatever the titles', () => {
    const titles = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { minLength: 1, maxLength: 99 });
    fc.assert(
      fc.property(titles, (given) => {
        expect(fillSubject(en, subjects, given)?.length).toBeLessThanOrEqual(70);
      }),
    );
  });
});

describe('subjects.json of an operator', () => {
  let own: string;

  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'own-subjects-'));
  });
  afterEach(() => rm(own, { recursive: true }));

  async function templatesWith(source: string): Promise<Templates> {
    await writeFile(join(own, 'subjects.json'), source);
    const templates = await allTemplates(own);
    await proveTemplates(templates, site);
    return templates.en;
  }

  async function subjectOf(templates: Templates, kind: 'daily' | 'weekly' | 'sample', papers: number) {
    const compiled = await compileDigest(templates, site, inventedDigest(ordinaryDigest(2).papers, kind));
    const edition = papers === 2 ? wholeEdition(compiled) : chooseEdition(compiled, [1]);
    return (await PostalMime.parse(messageBytes(composeDigest(edition, reader)))).subject;
  }

  it('is what mails are headed with, as far as it goes', async () => {
    const subjects = { daily: '📰 {site}, {date}: {count} papers', 'daily-one': '📰 {site}: {title}' };
    const templates = await templatesWith(JSON.stringify(subjects));
    expect(await subjectOf(templates, 'daily', 2)).toBe('📰 Broadsheet, March 24: 2 papers');
    expect(await subjectOf(templates, 'daily', 1)).toBe(
      '📰 Broadsheet: Invented paper 2: a title of ordinary length…',
    );
    expect(await subjectOf(templates, 'weekly', 2)).toMatch(/^The week of March 24: Invented paper 1/);
    expect(await subjectOf(templates, 'sample', 2)).toMatch(/^Sample: /);
  });

  it.each([
    ['{ "daily": ', /subjects\.json cannot be used: .*JSON/],
    ['{ "daily": "{titel}" }', /subjects\.json cannot be used: “daily”: there is no \{titel\}/],
    [
      `{ "daily": "${'a'.repeat(60)} {title}" }`,
      /subjects\.json cannot be used: “daily”: all but the title takes up to 61/,
    ],
  ])('ends the start where it says %j', async (source, reason) => {
    await expect(templatesWith(source)).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(reason),
    });
  });
});
