import type { TextKey } from '../../i18n/text-keys.js';
import type { Texts } from '../../i18n/texts.js';
import type { Permission } from '../../model/permission.js';

interface FrameLink {
  readonly href: string;
  readonly words: TextKey;
  readonly need: Permission | null;
  /** Whether a gap is before it. */
  readonly apart?: boolean;
}

/** The one column of links; who may not open a page does not see its link. */
const links: readonly FrameLink[] = [
  { href: '/admin', words: 'admin.today', need: 'numbers:read' },
  { href: '/admin/digests', words: 'admin.digests', need: 'digests:read' },
  { href: '/admin/readers', words: 'admin.readers', need: 'subscribers:read' },
  { href: '/admin/imports', words: 'admin.imports', need: 'subscribers:import' },
  { href: '/admin/suppressions', words: 'admin.suppressions', need: 'subscribers:read' },
  { href: '/admin/feedback', words: 'admin.feedback', need: 'feedback:read' },
  { href: '/admin/deliverability', words: 'admin.deliverability', need: 'numbers:read' },
  { href: '/admin/growth', words: 'admin.growth', need: 'numbers:read' },
  { href: '/admin/engagement', words: 'admin.engagement', need: 'numbers:read' },
  { href: '/admin/sources', words: 'admin.sources', need: 'sources:read' },
  { href: '/admin/alerts', words: 'admin.alerts', need: null, apart: true },
  { href: '/admin/webhooks', words: 'admin.webhooks', need: 'webhooks:manage' },
  { href: '/admin/system', words: 'admin.system', need: 'system:read', apart: true },
  { href: '/admin/system/doctor', words: 'admin.doctor', need: 'system:read' },
  { href: '/admin/system/settings', words: 'admin.settings', need: 'system:read' },
  { href: '/mailbox', words: 'admin.mailbox', need: 'system:read' },
  { href: '/admin/operators', words: 'admin.operators', need: 'operators:manage', apart: true },
  { href: '/admin/keys', words: 'admin.keys', need: 'keys:manage' },
  { href: '/admin/audit', words: 'admin.audit', need: 'audit:read' },
  { href: '/admin/me', words: 'admin.me', need: null, apart: true },
];

/** The links of whoever holds these permissions, and which of them is the page that is shown. */
export function frameLinks(
  { t }: Texts,
  permissions: ReadonlySet<Permission>,
  { path, hasMailbox }: { readonly path: string; readonly hasMailbox: boolean },
) {
  const open = links.filter(
    ({ href, need }) => (need === null || permissions.has(need)) && (hasMailbox || href !== '/mailbox'),
  );
  const current = open
    .filter(({ href }) => path === href || (href !== '/admin' && path.startsWith(`${href}/`)))
    .sort((one, other) => other.href.length - one.href.length)[0];
  return {
    links: open.map(({ href, words, apart = false }) => ({
      href,
      text: t(words),
      apart,
      current: href === current?.href,
    })),
    here: t(current?.words ?? 'admin.menu'),
  };
}
