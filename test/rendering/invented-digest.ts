import {
  type DigestKind,
  type DigestPaper,
  type DigestWithPapers,
  noRemarks,
} from '../../src/model/digest.js';
import type { Paper } from '../../src/model/paper.js';
import type { DigestReader } from '../../src/rendering/compose-digest.js';
import type { SiteIdentity } from '../../src/rendering/site-identity.js';

export const site: SiteIdentity = {
  name: 'Broadsheet',
  publicUrl: 'https://papers.example.org',
  from: { name: 'Broadsheet', address: 'papers@example.org' },
  replyTo: 'editor@example.org',
  postalAddress: '1 Invented Street, 00000 Nowhere',
  listId: 'daily.example.org',
};

export const reader: DigestReader = {
  address: 'reader@example.net',
  messageId: '<bWVzc2FnZS1pZC1vZi0xOC1v@example.org>',
  date: new Date('2026-03-24T08:00:03Z'),
  unsubscribeUrl: 'https://papers.example.org/unsubscribe/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h',
  answersUrl: 'https://papers.example.org/answers/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h',
  preferencesUrl: 'https://papers.example.org/preferences/AAAAAAABAAAAAGnCfQ0Vn0Z0q9fJ2w3d4e5f6g7h',
};

/** Text as sources really send it, and text that is out to break a message. */
const hostileTitles: readonly string[] = [
  'R$^3$L: \\textit{Rewards} at $5 & 50\\% less, with **bold** and `code`',
  '<swi> and </think> and <!-- and ]]> and </mj-text><script>alert(1)</script>',
  '{{ site.name }} {% raw %} {%- endraw -%} {{{ x }}}',
  'Bcc: victim@example.net\r\nX-Injected: yes\r\n\r\nbody',
  '.\r\n.hidden dots\n. and From nowhere\nFrom here =_broadsheet --=_broadsheet--',
  'تعلم الآلة من \u202Eأمثلة\u202C קליטה של למידה',
  '论文标题没有空格可以断开因此必须在任何地方都能断开而不会丢失字符论文标题没有空格可以断开',
  'Emoji 👩‍🔬 and astral 𝔘𝔫𝔦𝔠𝔬𝔡𝔢, a lone \uD800 surrogate, \uFDD0marks\uFDD1, \uFDD21\uFDD3, NUL \0, tab\tand  two spaces ',
  `${'Antidisestablishmentarianism'.repeat(8)} =?UTF-8?Q?not=20encoded?= "quoted" 'single'`,
];

export function inventedPaper(number: number, changes: Partial<Paper> = {}): Paper {
  return {
    id: `2603.${String(10000 + number)}`,
    title: `Invented paper ${number}: a title of ordinary length for a made-up method`,
    abstract:
      `This abstract of paper ${number} is invented. It describes no method and reports no result. `.repeat(
        6,
      ),
    authors: ['A. Sample', 'B. Specimen', 'C. Example'],
    publishedAt: new Date('2026-03-23T17:59:59Z'),
    organization: null,
    codeUrl: `https://code.example.org/invented/${number}`,
    projectUrl: null,
    summary: null,
    keywords: [],
    categories: [],
    ...changes,
  };
}

export function inventedEntry(position: number, changes: Partial<Paper> = {}): DigestPaper {
  const upvotes = 500 - position;
  return {
    paper: inventedPaper(position, changes),
    upvotes,
    comments: 3,
    stars: 980,
    position,
    score: upvotes,
    breakdown: { upvotes },
    curation: null,
    note: null,
  };
}

export function inventedDigest(papers: readonly DigestPaper[], kind: DigestKind = 'daily'): DigestWithPapers {
  return {
    id: 7,
    kind,
    period: '2026-03-24',
    listDate: '2026-03-24',
    strategy: 'upvotes',
    frozenAt: new Date('2026-03-24T08:00:00Z'),
    releasedAt: null,
    fannedOutAt: null,
    remarks: noRemarks,
    papers,
    bloomers: [],
  };
}

/** A digest of so many papers, the ones of its first papers being hostile. */
export function hostileDigest(): DigestWithPapers {
  return inventedDigest(
    hostileTitles.map((title, index) =>
      inventedEntry(index + 1, { title, abstract: `${title}. `.repeat(12) }),
    ),
  );
}

export function ordinaryDigest(count: number): DigestWithPapers {
  return inventedDigest(Array.from({ length: count }, (_, index) => inventedEntry(index + 1)));
}
