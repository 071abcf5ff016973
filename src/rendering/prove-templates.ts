import { noticeKinds, noticesWithoutAction } from '../model/delivery.js';
import { periodicKinds } from '../model/digest.js';
import { compileNotice } from './compile-notice.js';
import { composeAlerts } from './compose-alerts.js';
import { composeNotice } from './compose-notice.js';
import { subjectRoomFaults } from './own-subjects.js';
import { proveDigest } from './prove-digest.js';
import { invalidTemplate, provableSite, proveParts } from './prove-parts.js';
import type { SiteIdentity } from './site-identity.js';
import type { Templates, TemplatesByLanguage } from './templates.js';

const moment = new Date('2026-03-24T08:00:00Z');
const link = 'https://example.org/of-nobody';
const envelope = { address: 'nobody@example.org', messageId: '<of-nobody@example.org>', date: moment };

/**
 * Makes messages of each kind in each language, with whatever can be known and with nothing of it, and throws them
 * away, so that a template that names a value which does not exist, that MJML refuses, that leaves out a paper, a link
 * or the postal address, is found at the start and not when the first such mail is due.
 * @throws BroadsheetError TEMPLATE_INVALID with the file and the reason
 */
export async function proveTemplates(templates: TemplatesByLanguage, site: SiteIdentity): Promise<void> {
  for (const ofLanguage of Object.values(templates)) await prove(ofLanguage, site);
}

async function prove(templates: Templates, site: SiteIdentity): Promise<void> {
  const faults = subjectRoomFaults(templates.subjects, site.name);
  if (faults.length > 0) throw invalidTemplate('subjects.json', faults.join('; '));
  const proven = provableSite(site);
  await proveDigest(templates, proven);
  const alerts = [{ sentence: 'An invented alert.', when: 'now' }];
  await composeAlerts(templates, proven, { ...envelope, pageUrl: link, alerts });
  for (const kind of noticeKinds) {
    const action = noticesWithoutAction.has(kind) ? [] : ['actionUrl'];
    const links = kind === 'welcome' ? [...action, 'unsubscribeUrl'] : action;
    const all = { hasAction: true, hasUnsubscribe: true, hasComing: true, hasChoices: true };
    proveParts(kind, await compileNotice(templates, proven, kind, all), proven, links);
    const reader = { ...envelope, kind, newAddress: envelope.address };
    for (const coming of periodicKinds) {
      const comes = { kind: coming, day: '2026-03-23', time: '08:00', timeZone: 'UTC', isLate: false };
      await composeNotice(templates, proven, {
        ...reader,
        coming: comes,
        actionUrl: link,
        unsubscribeUrl: link,
      });
    }
    await composeNotice(templates, proven, {
      ...reader,
      coming: null,
      actionUrl: null,
      unsubscribeUrl: null,
    });
  }
}
