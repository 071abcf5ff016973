import type { TextKey } from '../../../i18n/text-keys.js';
import type { Texts } from '../../../i18n/texts.js';
import type { Permission } from '../../../model/permission.js';

/** A page about one digest, under `/admin/digests/NAME`. */
interface SubPage {
  /** What stands behind the name. */
  readonly path: string;
  readonly words: TextKey;
  readonly need: Permission;
  /** Only where the digest is frozen. */
  readonly frozen?: true;
}

const subPages: readonly SubPage[] = [
  { path: '', words: 'admin-digests.desk', need: 'digests:read' },
  { path: '/preview', words: 'admin-digests.preview', need: 'digests:read' },
  { path: '/mailing', words: 'admin-mailing.mailing', need: 'digests:read', frozen: true },
  { path: '/uncertain', words: 'admin-uncertain.uncertain', need: 'deliveries:settle', frozen: true },
  { path: '/result', words: 'admin-result.result', need: 'digests:read', frozen: true },
];

/** The tabs over the pages of one digest, for whoever holds these permissions; none where there is one page only. */
export function subPageTabs(
  { t }: Texts,
  permissions: ReadonlySet<Permission>,
  { name, path, isFrozen }: { readonly name: string; readonly path: string; readonly isFrozen: boolean },
) {
  const open = subPages.filter(
    ({ need, frozen }) => permissions.has(need) && (isFrozen || frozen === undefined),
  );
  if (open.length < 2) return [];
  return open.map((page) => ({
    href: `/admin/digests/${name}${page.path}`,
    text: t(page.words),
    current: page.path === path,
  }));
}
