import type { Texts } from '../../../i18n/texts.js';
import type { Actor } from '../../../model/actor.js';
import { type Language, languages } from '../../../model/language.js';
import type { ListedRuleSet } from '../../../store/editions/listed-rule-sets.js';
import type { ReadMail } from '../../mailbox/read-mail.js';
import { subPageTabs } from './sub-pages.js';

/** Which edition is shown, and how. */
export interface PreviewAsked {
  readonly language: Language;
  readonly ruleSetId: number | null;
  readonly theme: 'light' | 'dark';
  readonly part: 'html' | 'text';
}

interface Preview {
  readonly name: string;
  readonly isFrozen: boolean;
  readonly asked: PreviewAsked;
  /** Null where there is nothing to show so far. */
  readonly mail: ReadMail | null;
  readonly ruleSets: readonly ListedRuleSet[];
  readonly actor: Pick<Actor, 'permissions'>;
}

export function previewView(texts: Texts, { name, isFrozen, asked, mail, ruleSets, actor }: Preview) {
  const { language, ruleSetId, theme, part } = asked;
  const query = new URLSearchParams({
    language,
    theme,
    ...(ruleSetId === null ? {} : { rules: `${ruleSetId}` }),
  });
  return {
    name,
    tabs: subPageTabs(texts, actor.permissions, { name, path: '/preview', isFrozen }),
    subject: mail?.subject ?? null,
    mailFrame: mail !== null && part === 'html' ? `/admin/digests/${name}/preview/html?${query}` : null,
    plain: mail !== null && part === 'text' ? mail.text : null,
    query: `${query}&part=${part}`,
    choices: choicesOf(texts, asked, ruleSets),
  };
}

/** What can be chosen between, as the template draws it. */
function choicesOf(
  texts: Texts,
  { language, ruleSetId, theme, part }: PreviewAsked,
  ruleSets: readonly ListedRuleSet[],
) {
  const { t } = texts;
  const option = (value: string, text: string, current: string) => ({
    value,
    text,
    chosen: value === current,
  });
  const rules = ruleSetId === null ? '' : `${ruleSetId}`;
  return [
    {
      name: 'language',
      label: t('admin-digests.in-language'),
      options: languages.map((one) => option(one, t(`admin-digests.in-${one}`), language)),
    },
    {
      name: 'theme',
      label: t('admin-digests.theme'),
      options: (['light', 'dark'] as const).map((one) => option(one, t(`admin-digests.theme-${one}`), theme)),
    },
    {
      name: 'part',
      label: t('admin-digests.part'),
      options: (['html', 'text'] as const).map((one) => option(one, t(`admin-digests.part-${one}`), part)),
    },
    {
      name: 'rules',
      label: t('admin-digests.rules'),
      options: [
        option('', t('admin-digests.rules-none'), rules),
        ...ruleSets.map((one) => option(`${one.id}`, rulesWords(texts, one), rules)),
      ],
    },
  ];
}

/** More than tells one set from another. */
const MOST_TERMS = 4;

/** `follows diffusion, agents, … (12)`: what a set of rules is about, with its number. */
function rulesWords({ t }: Texts, { id, rules: { follow, mute } }: ListedRuleSet): string {
  const [followed, muted] = [follow, mute].map((terms) => Object.values(terms ?? {}).flat());
  const words = (terms: readonly string[]) =>
    terms.slice(0, MOST_TERMS).join(', ') + (terms.length > MOST_TERMS ? ', …' : '');
  if (followed !== undefined && followed.length > 0)
    return t('admin-digests.rules-follow', { terms: words(followed), id });
  if (muted !== undefined && muted.length > 0)
    return t('admin-digests.rules-mute', { terms: words(muted), id });
  return t('admin-digests.rules-other', { id });
}
