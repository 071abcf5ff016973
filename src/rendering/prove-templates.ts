import { BroadsheetError } from '../errors.js';
import { noticeKinds, noticesWithoutAction } from '../model/delivery.js';
import { type DigestPaper, type DigestWithPapers, noRemarks } from '../model/digest.js';
import { compileDigest } from './compile-digest.js';
import { compileNotice } from './compile-notice.js';
import { composeDigest } from './compose-digest.js';
import { composeNotice } from './compose-notice.js';
import { wholeEdition } from './edition.js';
import type { TextWithPlaceholders } from './fill-placeholders.js';
import { subjectRoomFaults } from './own-subjects.js';
import type { SiteIdentity } from './site-identity.js';
import type { TemplateName, Templates, TemplatesByLanguage } from './templates.js';

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

/** What a reader can do with a digest beside reading it. */
const DIGEST_LINKS = ['unsubscribeUrl', 'preferencesUrl', 'answersUrl'];

/** Stands in every newsletter (15 USC 7704(a)(5)); letters that no encoding changes. */
const POSTAL_ADDRESS = 'POSTAL-ADDRESS';

/**
 * Makes one message of each kind in each language and throws it away, so that a template that names a value which
 * does not exist, that MJML refuses, or that leaves out a link or the postal address, is found at the start and
 * not when the first mail is due.
 * @throws BroadsheetError TEMPLATE_INVALID with the file and the reason
 */
export async function proveTemplates(templates: TemplatesByLanguage, site: SiteIdentity): Promise<void> {
  for (const ofLanguage of Object.values(templates)) await prove(ofLanguage, site);
}

async function prove(templates: Templates, site: SiteIdentity): Promise<void> {
  const faults = subjectRoomFaults(templates.subjects, site.name);
  if (faults.length > 0) throw invalid('subjects.json', faults.join('; '));
  const proven = { ...site, postalAddress: POSTAL_ADDRESS };
  const compiled = await compileDigest(templates, proven, digest);
  proveParts('digest', compiled.textFooter, compiled.htmlFooter, DIGEST_LINKS);
  const heads = [
    ['digest.txt.liquid', compiled.textHead],
    ['digest.mjml', compiled.htmlHead],
  ] as const;
  for (const [file, { fields }] of heads) {
    const early = fields.find((field) => !['date', 'line', 'preheader'].includes(field));
    if (early !== undefined)
      throw invalid(file, `reader.${early} stands before the papers, which all readers share`);
  }
  composeDigest(wholeEdition(compiled), {
    ...envelope,
    ...{ unsubscribeUrl: link, answersUrl: link, preferencesUrl: link },
  });
  for (const kind of noticeKinds) {
    const coming = { kind: 'daily', at: envelope.date, timeZone: 'UTC' } as const;
    const reader = { ...envelope, newAddress: envelope.address, coming };
    await composeNotice(templates, proven, { ...reader, kind, actionUrl: link, unsubscribeUrl: link });
    const action = noticesWithoutAction.has(kind) ? [] : ['actionUrl'];
    const links = kind === 'welcome' ? [...action, 'unsubscribeUrl'] : action;
    const { text, html } = await compileNotice(templates, proven, kind, {
      hasAction: true,
      hasUnsubscribe: true,
      hasComing: true,
      hasChoices: true,
    });
    proveParts(kind, text, html, links);
  }
}

function proveParts(
  name: TemplateName,
  text: TextWithPlaceholders,
  html: TextWithPlaceholders,
  links: readonly string[],
): void {
  const parts = [
    [`${name}.txt.liquid`, text],
    [`${name}.mjml`, html],
  ] as const;
  for (const [file, { fields, before, between, after }] of parts) {
    const lost = links.find((field) => !fields.includes(field));
    if (lost !== undefined) throw invalid(file, `reader.${lost} is missing from it and its parts`);
    const fixed = `${before} ${between.join(' ')} ${after}`;
    if (!fixed.replaceAll('=\r\n', '').includes(POSTAL_ADDRESS)) {
      throw invalid(file, 'site.postalAddress is missing from it and its parts');
    }
  }
}

function invalid(file: string, reason: string): BroadsheetError {
  return new BroadsheetError('TEMPLATE_INVALID', `${file} cannot be used: ${reason}`);
}
