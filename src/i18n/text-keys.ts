/** The catalogues of `texts/`, by the file's name: what the default language has, all have. */
interface Catalogues {
  'address-change': typeof import('../../texts/en/address-change.json');
  admin: typeof import('../../texts/en/admin.json');
  'admin-alerts': typeof import('../../texts/en/admin-alerts.json');
  'admin-audit': typeof import('../../texts/en/admin-audit.json');
  'admin-digests': typeof import('../../texts/en/admin-digests.json');
  'admin-done': typeof import('../../texts/en/admin-done.json');
  'admin-engagement': typeof import('../../texts/en/admin-engagement.json');
  'admin-fault': typeof import('../../texts/en/admin-fault.json');
  'admin-feedback': typeof import('../../texts/en/admin-feedback.json');
  'admin-figures': typeof import('../../texts/en/admin-figures.json');
  'admin-growth': typeof import('../../texts/en/admin-growth.json');
  'admin-imports': typeof import('../../texts/en/admin-imports.json');
  'admin-keys': typeof import('../../texts/en/admin-keys.json');
  'admin-login': typeof import('../../texts/en/admin-login.json');
  'admin-mail': typeof import('../../texts/en/admin-mail.json');
  'admin-mailing': typeof import('../../texts/en/admin-mailing.json');
  'admin-me': typeof import('../../texts/en/admin-me.json');
  'admin-operators': typeof import('../../texts/en/admin-operators.json');
  'admin-reader': typeof import('../../texts/en/admin-reader.json');
  'admin-readers': typeof import('../../texts/en/admin-readers.json');
  'admin-release': typeof import('../../texts/en/admin-release.json');
  'admin-result': typeof import('../../texts/en/admin-result.json');
  'admin-sources': typeof import('../../texts/en/admin-sources.json');
  'admin-suppressions': typeof import('../../texts/en/admin-suppressions.json');
  'admin-system': typeof import('../../texts/en/admin-system.json');
  'admin-today': typeof import('../../texts/en/admin-today.json');
  'admin-uncertain': typeof import('../../texts/en/admin-uncertain.json');
  'admin-webhooks': typeof import('../../texts/en/admin-webhooks.json');
  'admin-why': typeof import('../../texts/en/admin-why.json');
  alerts: typeof import('../../texts/en/alerts.json');
  answers: typeof import('../../texts/en/answers.json');
  brand: typeof import('../../texts/en/brand.json');
  card: typeof import('../../texts/en/card.json');
  chart: typeof import('../../texts/en/chart.json');
  choose: typeof import('../../texts/en/choose.json');
  confirm: typeof import('../../texts/en/confirm.json');
  'current-digest': typeof import('../../texts/en/current-digest.json');
  day: typeof import('../../texts/en/day.json');
  digests: typeof import('../../texts/en/digests.json');
  dns: typeof import('../../texts/en/dns.json');
  doctor: typeof import('../../texts/en/doctor.json');
  error: typeof import('../../texts/en/error.json');
  faults: typeof import('../../texts/en/faults.json');
  feeds: typeof import('../../texts/en/feeds.json');
  former: typeof import('../../texts/en/former.json');
  held: typeof import('../../texts/en/held.json');
  language: typeof import('../../texts/en/language.json');
  layout: typeof import('../../texts/en/layout.json');
  mail: typeof import('../../texts/en/mail.json');
  'mail-address': typeof import('../../texts/en/mail-address.json');
  'mail-alert': typeof import('../../texts/en/mail-alert.json');
  'mail-confirmation': typeof import('../../texts/en/mail-confirmation.json');
  'mail-data': typeof import('../../texts/en/mail-data.json');
  'mail-digest': typeof import('../../texts/en/mail-digest.json');
  'mail-goodbye': typeof import('../../texts/en/mail-goodbye.json');
  'mail-own-links': typeof import('../../texts/en/mail-own-links.json');
  'mail-paper': typeof import('../../texts/en/mail-paper.json');
  'mail-subject': typeof import('../../texts/en/mail-subject.json');
  'mail-welcome': typeof import('../../texts/en/mail-welcome.json');
  mailbox: typeof import('../../texts/en/mailbox.json');
  message: typeof import('../../texts/en/message.json');
  'next-mail': typeof import('../../texts/en/next-mail.json');
  order: typeof import('../../texts/en/order.json');
  'own-links': typeof import('../../texts/en/own-links.json');
  paper: typeof import('../../texts/en/paper.json');
  period: typeof import('../../texts/en/period.json');
  preferences: typeof import('../../texts/en/preferences.json');
  preview: typeof import('../../texts/en/preview.json');
  'private-feeds': typeof import('../../texts/en/private-feeds.json');
  proof: typeof import('../../texts/en/proof.json');
  remarks: typeof import('../../texts/en/remarks.json');
  resume: typeof import('../../texts/en/resume.json');
  rules: typeof import('../../texts/en/rules.json');
  saved: typeof import('../../texts/en/saved.json');
  schedule: typeof import('../../texts/en/schedule.json');
  search: typeof import('../../texts/en/search.json');
  'search-subscription': typeof import('../../texts/en/search-subscription.json');
  spans: typeof import('../../texts/en/spans.json');
  standing: typeof import('../../texts/en/standing.json');
  subscribe: typeof import('../../texts/en/subscribe.json');
  'topic-definitions': typeof import('../../texts/en/topic-definitions.json');
  topics: typeof import('../../texts/en/topics.json');
  trending: typeof import('../../texts/en/trending.json');
  unsubscribe: typeof import('../../texts/en/unsubscribe.json');
  'way-back': typeof import('../../texts/en/way-back.json');
  why: typeof import('../../texts/en/why.json');
  'your-data': typeof import('../../texts/en/your-data.json');
}

/**
 * The keys of all texts, `<file>.<name>`. A key that is put together of a kind is one of these for each kind, so that the
 * compiler names the texts that a new one lacks.
 */
export type TextKey = {
  [File in keyof Catalogues]: `${File}.${keyof Catalogues[File] & string}`;
}[keyof Catalogues];

/** The names of the texts of one file. */
export type TextName<File extends keyof Catalogues> = keyof Catalogues[File] & string;
