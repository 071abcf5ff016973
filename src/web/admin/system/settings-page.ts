import { describe } from '../../../config/environment.js';
import { placeText } from '../../../config/places.js';
import type { ShownSetting } from '../../../config/shown-settings.js';
import type { Texts } from '../../../i18n/texts.js';
import type { AdminContext } from '../admin-context.js';
import type { AdminRoutes } from '../admin-route.js';
import { sendAdmin } from '../send-admin.js';

/** `/admin/system/settings`: what `broadsheet config` tells. Nothing is set here: settings have one place. */
export function settingsPage({ page }: AdminRoutes, context: AdminContext): void {
  page({ method: 'GET', url: '/system/settings', need: 'system:read' }, (turn) =>
    sendAdmin(turn, context, 'admin/settings', (texts) => {
      const { settings } = context.installation;
      const isOwn = ({ from }: ShownSetting) => from.kind !== 'default';
      return {
        own: settings.filter(isOwn).map((setting) => settingView(texts, setting)),
        others: settings.filter((setting) => !isOwn(setting)).map((setting) => settingView(texts, setting)),
      };
    }),
  );
}

function settingView({ t }: Texts, { name, value, from }: ShownSetting) {
  const { secret = false, default: given } = describe(name);
  const note = value === null ? t('admin-system.unset') : secret ? t('admin-system.secret-set') : null;
  const isProcess = from.kind === 'environment' || from.kind === 'command';
  const origin = isProcess ? t(`admin-system.from-${from.kind}`) : placeText(from);
  return { name, value, note, origin, default: given ?? '' };
}
