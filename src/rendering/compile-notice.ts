import type { Texts } from '../i18n/texts.js';
import { commonTopics } from '../model/common-topics.js';
import type { NoticeKind } from '../model/delivery.js';
import { oneLine } from '../model/one-line.js';
import { encodeWithPlaceholders } from './fill-placeholders.js';
import { fixedField, listIdField, mailboxField, textField } from './header-fields.js';
import {
  type CompiledMessage,
  endOfParts,
  headerBytes,
  joinParts,
  languageField,
  mimeFields,
} from './message-parts.js';
import { placeholder } from './placeholders.js';
import type { SiteIdentity } from './site-identity.js';
import { viewSite } from './site-view.js';
import type { Templates } from './templates.js';

/** What a notice links to and tells; a template leaves out what there is none of. */
export interface NoticeLinks {
  readonly hasAction: boolean;
  readonly hasUnsubscribe: boolean;
  /** Whether it is known when the first digest comes. */
  readonly hasComing: boolean;
  /** Whether topics can be chosen behind a link. */
  readonly hasChoices: boolean;
}

/**
 * A notice of which only the reader is missing; compiled once for each language, site, kind and set of links.
 * @throws BroadsheetError TEMPLATE_INVALID
 */
export function compileNotice(
  templates: Templates,
  site: SiteIdentity,
  kind: NoticeKind,
  links: NoticeLinks,
): Promise<CompiledMessage> {
  const compiled = templates.notices.get(site) ?? new Map<string, Promise<CompiledMessage>>();
  templates.notices.set(site, compiled);
  const key = `${kind} ${links.hasAction} ${links.hasUnsubscribe} ${links.hasComing} ${links.hasChoices}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const compiling = compile(templates, site, kind, links);
  compiled.set(key, compiling);
  compiling.catch(() => compiled.delete(key));
  return compiling;
}

async function compile(
  templates: Templates,
  site: SiteIdentity,
  kind: NoticeKind,
  links: NoticeLinks,
): Promise<CompiledMessage> {
  const values = noticeValues(templates.texts, site, kind, {
    address: placeholder('address'),
    newAddress: placeholder('newAddress'),
    actionUrl: links.hasAction ? placeholder('actionUrl') : null,
    unsubscribeUrl: links.hasUnsubscribe ? placeholder('unsubscribeUrl') : null,
    comingWords: links.hasComing ? placeholder('comingWords') : null,
    chooseUrl: links.hasChoices ? placeholder('chooseUrl') : null,
  });
  return {
    headers: headerBytes([
      mailboxField('From', site.from),
      ...(site.replyTo === null ? [] : [mailboxField('Reply-To', { name: '', address: site.replyTo })]),
      textField('Subject', values.subject),
      // RFC 3834 §5.2: keeps vacation responders from answering.
      fixedField('Auto-Submitted', 'auto-generated'),
      ...(links.hasUnsubscribe
        ? [
            listIdField(site.name, site.listId),
            fixedField('List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'),
          ]
        : []),
      languageField(templates.texts.language),
      ...mimeFields,
    ]),
    ...joinParts(
      endOfParts(
        encodeWithPlaceholders(await templates.text(kind, { ...values })),
        encodeWithPlaceholders(await templates.html(kind, { ...values })),
      ),
    ),
  };
}

export interface NoticeReader {
  readonly address: string;
  /** Where mail shall go; only where the notice is about that. */
  readonly newAddress?: string | null;
  readonly actionUrl: string | null;
  readonly unsubscribeUrl: string | null;
  /** When the first digest comes, as a sentence; only where the notice is a welcome. */
  readonly comingWords?: string | null;
  /** Where topics are chosen; only where the notice is a welcome. */
  readonly chooseUrl?: string | null;
}

/** What the templates of a notice are filled with. */
export function noticeValues(texts: Texts, site: SiteIdentity, kind: NoticeKind, reader: NoticeReader) {
  const { t } = texts;
  const subject = t(`mail-subject.${kind}`, { site: oneLine(site.name) });
  const topics = commonTopics.map((name) => ({ name, label: t(`topics.${name}`) }));
  return {
    ...{ site: viewSite(site, texts), subject, topics },
    reader: { comingWords: null, chooseUrl: null, ...reader },
  };
}
