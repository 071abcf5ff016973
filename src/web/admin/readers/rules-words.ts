import type { Texts } from '../../../i18n/texts.js';
import { noRules, type Rules, termKinds } from '../../../model/rules.js';

/** Rules as lines of what they are about and what was chosen; none where everything is as for everybody. */
export function rulesWords(
  { t }: Texts,
  rules: Rules,
): readonly { readonly name: string; readonly value: string }[] {
  const lines: { name: string; value: string }[] = [];
  for (const side of ['follow', 'mute'] as const) {
    for (const kind of termKinds) {
      const terms = rules[side][kind];
      if (terms.length === 0) continue;
      const name = t('rules.field', { side: t(`rules.${side}`), field: t(`rules.${kind}`) });
      lines.push({ name, value: terms.join(', ') });
    }
  }
  if (rules.minUpvotes !== noRules.minUpvotes)
    lines.push({ name: t('rules.min-upvotes'), value: String(rules.minUpvotes) });
  if (rules.maxPapers !== null) lines.push({ name: t('rules.max-papers'), value: String(rules.maxPapers) });
  if (rules.onlyWithCode) lines.push({ name: t('rules.only-code'), value: t('admin-reader.yes') });
  if (rules.abstracts !== null)
    lines.push({ name: t('rules.abstracts'), value: t(`rules.abstracts-${rules.abstracts}`) });
  if (!rules.pictures) lines.push({ name: t('rules.no-pictures'), value: t('admin-reader.yes') });
  const fallback = rules.whenNothingMatches === 'topThree' ? 'top-three' : 'nothing';
  if (lines.length > 0) lines.push({ name: t('rules.fallback'), value: t(`rules.fallback-${fallback}`) });
  return lines;
}
