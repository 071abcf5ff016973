import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../../src/model/language.js';
import { answeredDigest } from '../answered-digest.js';
import { type OpenWeb, openWeb } from '../open-web.js';

/** What is the same in every language: names (of languages too), and what papers and readers bring. */
const DATA =
  /^(?:Broadsheet|English|Deutsch|API|Atom|RSS|JSON Feed|BibTeX|RIS|CSL-JSON|UTC|cs\.CL, cs\.RO|\d+|[·,]|\d{4}-\d{2}-\d{2}|An invented .*|https?:\S+|state space models, protein folding)$/;
/** Words that are spelled alike in both languages. */
const ALIKE = new Set(['Pause', 'Code', 'Diffusion', 'Evaluation', 'Multimodal', 'Retrieval', 'Video', '3D']);

describe('pages behind personal links', () => {
  let web: OpenWeb;
  let digestId: number;
  let pages: Readonly<Record<Language, ReadonlyMap<string, string>>>;

  beforeAll(async () => {
    web = await openWeb();
    digestId = (await answeredDigest(web)).id;
    await web.database.query('UPDATE digest_papers SET paper = paper || \'{"title": "An invented title"}\'');
    await web.database.query("UPDATE papers SET title = 'An invented title'");
    const walked = [];
    for (const language of languages) walked.push([language, await walk(language)] as const);
    pages = Object.fromEntries(walked) as Record<Language, Map<string, string>>;
  });
  afterAll(() => web.close());

  /** Goes through all of them as one reader, and brings each page by what it is. */
  async function walk(language: Language): Promise<Map<string, string>> {
    const bodies = new Map<string, string>();
    const open = async (url: string, form?: string): Promise<void> => {
      const { statusCode, headers, body } = await web.server.inject({
        method: form === undefined ? 'GET' : 'POST',
        url,
        headers: {
          accept: 'text/html',
          'accept-language': `${language}, *;q=0.1`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        payload: form ?? '',
      });
      const route = url.replace(/(^\/[a-z-]+\/)[^/]+/, '$1…');
      bodies.set(`${bodies.size}. ${form === undefined ? 'GET' : 'POST'} ${route}`, body);
      expect(statusCode, url).toBeLessThan(500);
      expect(headers['content-language'], url).toBe(language);
      expect(body).toContain(`<html lang="${language}">`);
    };
    const { id } = await web.addReader(`reads-${language}@example.org`);
    const former = await web.addReader(`moves-${language}@example.org`);
    const [answers, saved, data] = [
      `/answers/${web.token('answer', id, digestId)}`,
      `/saved/${web.token('answer', id, digestId)}`,
      `/your-data/${web.token('data', id)}`,
    ];
    const preferences = `/preferences/${web.token('preferences', id)}`;
    for (const url of [preferences, `${preferences}/order`, answers, saved, data, `${data}/erase`]) {
      await open(url);
    }
    await open(preferences, 'frequency=daily&weekdays=1&weekdays=3&time=07:15&timeZone=Asia/Tokyo');
    await open(preferences, 'time=07:16&timeZone=Mars/Base&follow.categories=everything&follow.keywords=%3F');
    await open(`${preferences}/weekly`, '');
    await open(`${preferences}/pause`, 'until=yesterday');
    await open(`${preferences}/pause`, 'until=2026-04-20&catchUp=yes');
    await open(`${preferences}/unpause`, '');
    await open(`${preferences}/skip`, 'skip=yes');
    await open(`${preferences}/skip`, 'skip=no');
    await open(`${preferences}/order`, 'order=personal');
    await open(`${preferences}/order/forget`, '');
    await open(`${preferences}/order`, 'order=common');
    await web.post(answers, { paper: '2603.00001', answer: 'save' });
    await open(saved);
    await open(`${saved}?removed=2603.00001`);
    await open(data);
    await open(`/your-feeds/${web.token('answer', id, digestId)}`);
    await open(`/feeds/${web.token('feed', id, 7)}/atom.xml`);
    for (const address of ['nobody', `reads-${language}@example.org`, `reads-too-${language}@example.org`]) {
      await open(`${preferences}/address`, `address=${address}`);
    }
    await web.post(`/preferences/${web.token('preferences', former.id)}/address`, {
      address: `moved-${language}@example.org`,
    });
    for (const side of ['new-address', 'old-address'] as const) {
      const url = `/address-change/${web.token(side, former.id, 1)}`;
      await open(url);
      await open(url, '');
    }
    await open(`/preferences/${web.token('preferences', former.id)}`);
    await open(`/unsubscribe/${web.token('unsubscribe', former.id)}`);
    await open(`/address-change/${web.token('new-address', id, 1)}/refuse`, '');
    await open(`/address-change/${web.token('new-address', id, 1)}`);
    const digest = `/current-digest/${web.token('digest', id)}`;
    await open(digest);
    await open(digest, '');
    await open(digest, '');
    const unsubscribe = `/unsubscribe/${web.token('unsubscribe', id)}`;
    await open(unsubscribe);
    await open(unsubscribe, '');
    await open(unsubscribe, '');
    await open(digest, '');
    await open(preferences);
    const resume = `/resume/${web.token('resume', id, (await web.reader(id))?.confirmSerial)}`;
    await open(resume);
    await open(resume, '');
    await open(resume, '');
    await open(`/resume/${web.token('resume', id, 99)}`, '');
    await confirm(id, open);
    await open(`${data}/erase`, '');
    await open(data);
    return bodies;
  }

  async function confirm(id: number, open: (url: string, form?: string) => Promise<void>): Promise<void> {
    await web.database.query(
      "UPDATE subscribers SET state = 'pending', confirmed_at = NULL, confirm_serial = 1 WHERE id = $1",
      [id],
    );
    const url = `/confirm/${web.token('confirm', id, 1)}`;
    await open(url);
    await open(url, '');
    await open(url, '');
  }

  it('say the same things in both languages', () => {
    expect([...pages.de.keys()]).toEqual([...pages.en.keys()]);
    for (const [name, english] of pages.en) {
      expect(wordsOf(pages.de.get(name) ?? '').length, name).toBe(wordsOf(english).length);
    }
  });

  it('say nothing in English to who reads German', () => {
    const left = new Set<string>();
    for (const [name, english] of pages.en) {
      const known = new Set(wordsOf(english));
      for (const words of wordsOf(pages.de.get(name) ?? '')) {
        if (known.has(words) && !DATA.test(words) && !ALIKE.has(words)) left.add(`${name}: ${words}`);
      }
    }
    expect([...left]).toEqual([]);
  });
});

/** Texts of a page that people see or hear, each by itself, as far as they have letters. */
function wordsOf(html: string): string[] {
  const spoken = html.matchAll(/(?:aria-label|placeholder|alt|title)="([^"]*)"/g);
  const shown = html.replace(/^[\s\S]*?<title>/, '<title>').split(/<[^>]*>/);
  return [...shown, ...[...spoken].map(([, text]) => text ?? '')]
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter((text) => /\p{L}/u.test(text));
}
