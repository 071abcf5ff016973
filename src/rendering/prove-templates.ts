import { BroadsheetError } from '../errors.js';
import { noticeKinds } from '../model/delivery.js';
import { type DigestPaper, type DigestWithPapers, noRemarks } from '../model/digest.js';
import { compileDigest } from './compile-digest.js';
import { composeDigest } from './compose-digest.js';
import { composeNotice } from './compose-notice.js';
import { wholeEdition } from './edition.js';
import { subjectRoomFaults } from './own-subjects.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates, TemplatesByLanguage } from './templates.js';

const moment = new Date('2026-03-24T08:00:00Z');
const link = 'https://example.org/of-nobody';
const envelope = { address: 'nobody@example.org', messageId: '<of-nobody@example.org>', date: moment };

const paper: DigestPaper = {
  paper: {
    id: '2603.00001',
    title: 'An invented title',
    abstract: 'An invented abstract.',
    authors: ['A. Sample'],
    publishedAt: moment,
    organization: null,
    codeUrl: 'https://example.org/code',
    projectUrl: null,
    summary: null,
    keywords: [],
    categories: [],
  },
  upvotes: 3,
  comments: 1,
  stars: 2,
  position: 1,
  score: 1,
  breakdown: { upvotes: 1 },
  curation: null,
  note: null,
};

const digest: DigestWithPapers = {
  ...{ id: 0, kind: 'daily', period: '2026-03-24', listDate: '2026-03-24', strategy: 'trending' },
  ...{ frozenAt: moment, releasedAt: null, fannedOutAt: null, papers: [paper], bloomers: [] },
  remarks: noRemarks,
};

/**
 * Makes one message of each kind in each language and throws it away, so that a template that names a value which does not
 * exist, or that MJML refuses, is found at the start and not when the first mail is due.
 * @throws BroadsheetError TEMPLATE_INVALID with the file and the reason
 */
export async function proveTemplates(templates: TemplatesByLanguage, site: SiteIdentity): Promise<void> {
  for (const ofLanguage of Object.values(templates)) await prove(ofLanguage, site);
}

async function prove(templates: Templates, site: SiteIdentity): Promise<void> {
  const faults = subjectRoomFaults(templates.subjects, site.name);
  if (faults.length > 0) {
    throw new BroadsheetError('TEMPLATE_INVALID', `subjects.json cannot be used: ${faults.join('; ')}`);
  }
  composeDigest(wholeEdition(await compileDigest(templates, site, digest)), {
    ...envelope,
    ...{ unsubscribeUrl: link, answersUrl: link, preferencesUrl: link },
  });
  for (const kind of noticeKinds) {
    const coming = { kind: 'daily', at: envelope.date, timeZone: 'UTC' } as const;
    const reader = { ...envelope, newAddress: envelope.address, coming };
    await composeNotice(templates, site, { ...reader, kind, actionUrl: link, unsubscribeUrl: link });
  }
}
