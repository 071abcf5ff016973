import type { NoticeKind } from '../src/model/delivery.js';
import type { NoticeReader } from '../src/rendering/compile-notice.js';
import { link, reader } from './sender.js';

export interface NoticeSample extends Pick<NoticeReader, 'actionUrl' | 'chooseUrl' | 'unsubscribeUrl'> {
  readonly kind: NoticeKind;
  readonly address?: string;
  readonly newAddress: string | null;
}

/** As long as an address may be (RFC 5321 §4.5.3.1). */
const longAddress = `${'a-long-local-part-'.repeat(4).slice(0, 64)}@${'mail.of.a.long.domain.'.repeat(8)}example.net`;

/** What the notices are shown with. */
export const noticeSamples: Readonly<Record<string, NoticeSample>> = {
  confirmation: action('confirmation', 'confirm'),
  welcome: {
    ...action('welcome', 'current-digest'),
    chooseUrl: link('preferences'),
    unsubscribeUrl: reader.unsubscribeUrl,
  },
  'welcome without a digest': {
    ...action('welcome', ''),
    actionUrl: null,
    unsubscribeUrl: reader.unsubscribeUrl,
  },
  goodbye: action('goodbye', 'resume'),
  'goodbye for good': { ...action('goodbye', ''), actionUrl: null },
  'address-old': action('address-old', 'address-change'),
  'address-new': action('address-new', 'address-change'),
  'data-link': action('data-link', 'your-data'),
  'own-links': { ...action('own-links', 'preferences'), unsubscribeUrl: reader.unsubscribeUrl },
  'data-exported': { ...action('data-exported', ''), actionUrl: null },
  'data-erased': { ...action('data-erased', ''), actionUrl: null },
  'address-old, long addresses': {
    ...action('address-old', 'address-change'),
    address: longAddress,
    newAddress: longAddress,
  },
};

function action(kind: NoticeKind, page: string): NoticeSample {
  return {
    kind,
    actionUrl: link(page),
    unsubscribeUrl: null,
    newAddress: kind === 'address-old' ? 'reader@new.example.net' : null,
  };
}
