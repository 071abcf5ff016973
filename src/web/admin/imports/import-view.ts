import type { Texts } from '../../../i18n/texts.js';
import {
  consentBases,
  type Import,
  type ImportLine,
  importAims,
  importFields,
  importVerdicts,
  type JudgedLine,
} from '../../../model/import.js';
import { type ImportShare, isLargeImport } from '../../../model/import-share.js';
import { type Language, languages } from '../../../model/language.js';
import { importVersion } from '../../../subscribers/import/import-acts.js';
import { problemWords, reasonWords } from './import-words.js';

const SHOWN_OF_SAMPLE = 20;
const LONGEST_EXAMPLE = 40;
const CHANGED = { add: 'added', invite: 'invited', suppress: 'suppressed' } as const;

export interface ImportFacts {
  readonly samples: readonly JudgedLine[];
  /** The first lines, for what each column holds. */
  readonly examples: readonly ImportLine[];
  /** Readers at present. */
  readonly active: number;
  /** Of the readers of the next daily digest, where this list added some. */
  readonly share: ImportShare | null;
  /** What a language calls itself. */
  names(language: Language): string;
}

/** What the page of an import shows in its state. */
export function importView(texts: Texts, one: Import, facts: ImportFacts) {
  const { t, dates } = texts;
  const { name, state, lines, actorName, createdAt, service, reason } = one;
  const isOpen = state === 'mapping' || state === 'checked';
  return {
    name,
    state: t(`admin-imports.state-${state}`),
    aim: t(`admin-imports.aim-${one.aim}`),
    facts: t('admin-imports.facts', { lines, by: actorName, at: dates.moment(createdAt) }),
    service: service === null ? null : serviceWords(texts, service),
    reason: reasonWords(texts, state, reason),
    form: isOpen ? formView(texts, one, facts) : null,
    isChecked: state === 'checked',
    isPaused: state === 'paused',
    isRunning: state === 'running',
    mayCancel: isOpen || state === 'checking' || state === 'running' || state === 'paused',
    declared: one.consent === null || isOpen || one.aim !== 'add' ? null : declaredWords(texts, one),
    ...progressView(texts, one),
    ...reportView(texts, one, facts),
    start: state === 'checked' ? startView(texts, one) : null,
    large: largeWords(texts, one, facts),
    isOver: state === 'done' || state === 'cancelled',
    linesGone: one.linesGone,
  };
}

function serviceWords({ t }: Texts, service: NonNullable<Import['service']>): string {
  const name = service === 'listmonk' ? service : service[0]?.toUpperCase() + service.slice(1);
  return `${t('admin-imports.service', { service: name })} ${t(`admin-imports.service-${service}`)}`;
}

function declaredWords({ t, dates }: Texts, { consent }: Import): string {
  if (consent === null) return '';
  const { basis, statement, where, since } = consent;
  return t('admin-imports.declared', {
    ...{ basis: t(`admin-imports.basis-${basis}`), since: dates.long(since), where, statement },
  });
}

/** How far a check or a run is; for the part of the page that is renewed as well. */
export function progressView({ t, dates }: Texts, { id, state, nextLine, lines, nextAt }: Import) {
  const isLive = state === 'checking' || state === 'running' || state === 'reading';
  const done = Math.min(nextLine - 1, lines);
  const waits = state === 'running' && nextAt !== null;
  const during = waits ? 'waiting' : state === 'checking' ? 'checking' : 'running';
  const isShown = state === 'checking' || state === 'running' || state === 'paused';
  const at = nextAt === null ? '' : dates.moment(nextAt);
  return {
    isLive,
    done,
    lines,
    progress: isShown ? t(`admin-imports.progress-${during}`, { done, lines, at }) : null,
    url: `/admin/imports/${id}`,
  };
}

function reportView(texts: Texts, one: Import, { samples }: ImportFacts) {
  const { t, number } = texts;
  const isRun = one.state === 'done' || one.state === 'cancelled' || one.state === 'paused';
  const counts = isRun ? one.counts : one.checked;
  const isShown = isRun || one.state === 'checked';
  const rows = importVerdicts.flatMap((verdict) => {
    const count = counts[verdict];
    if (count === undefined || !isShown) return [];
    const first = samples.filter((line) => line.verdict === verdict).slice(0, SHOWN_OF_SAMPLE);
    return [
      {
        verdict: t(`admin-imports.verdict-${verdict}`),
        count: number(count),
        isBad: verdict === 'invalid',
        lines: first.map((line) => lineView(texts, one, line)),
      },
    ];
  });
  return {
    rows,
    reportHeading: t(`admin-imports.report${isRun ? '-done' : ''}`),
    hasProblems: (counts.invalid ?? 0) > 0 && !one.linesGone && isShown,
  };
}

function lineView(texts: Texts, { mapping }: Import, line: JudgedLine) {
  const address = line.fields[mapping.address ?? 0] ?? '';
  return {
    line: texts.t('admin-imports.line', { line: line.fileLine }),
    text: (address === '' ? line.fields.join(', ') : address).slice(0, 120),
    problem: line.problem === null ? null : problemWords(texts, line.problem, line.detail),
  };
}

/** The button that carries it out, and what should be known before. */
function startView({ t }: Texts, one: Import) {
  const { aim, checked, consent } = one;
  const count = checked[CHANGED[aim]] ?? 0;
  const suppressed = checked.suppressed ?? 0;
  const nothing = count === 0 && suppressed === 0;
  return {
    version: importVersion(one),
    button:
      count === 0
        ? t('admin-imports.start-suppress', { count: suppressed })
        : t(`admin-imports.start-${aim}`, { count }),
    blocked: nothing
      ? t('admin-imports.nothing-to-do')
      : aim === 'add' && consent === null
        ? t('admin-imports.needs-consent')
        : null,
  };
}

/** That the next digest will be held because of this list, and for what. */
function largeWords({ t }: Texts, { aim, state, checked }: Import, { active, share }: ImportFacts) {
  if (aim !== 'add') return null;
  const added = checked.added ?? 0;
  const counted = state === 'checked' ? { imported: added, readers: active + added } : share;
  if (counted === null || !isLargeImport(counted)) return null;
  const words = state === 'checked' ? 'large' : 'large-now';
  return t(`admin-imports.${words}`, { share: counted.imported / counted.readers });
}

/** The columns to choose from, each with the first value that stands in it. */
function columnOptions({ t }: Texts, { columns }: Import, examples: readonly ImportLine[]) {
  return columns.map((column, at) => {
    const example = examples.map(({ fields }) => fields[at] ?? '').find((text) => text.trim() !== '') ?? '';
    const named = column === '' ? `(${at + 1})` : column;
    return {
      value: String(at),
      text:
        example === ''
          ? named
          : t('admin-imports.column-example', { column: named, example: example.slice(0, LONGEST_EXAMPLE) }),
    };
  });
}

function formView(texts: Texts, one: Import, { examples, names }: ImportFacts) {
  const { t } = texts;
  const { mapping, consent } = one;
  const options = columnOptions(texts, one, examples);
  return {
    fields: importFields.map((field) => ({
      name: `column-${field}`,
      label: t(`admin-imports.field-${field}`),
      isNeeded: field === 'address',
      options: options.map((option) => ({
        ...option,
        chosen: String(mapping[field] ?? '') === option.value,
      })),
    })),
    aims: importAims.map((aim) => ({
      value: aim,
      text: t(`admin-imports.aim-${aim}-help`),
      chosen: aim === one.aim,
    })),
    languages: languages.map((language) => ({
      value: language,
      text: names(language),
      chosen: language === one.language,
    })),
    bases: consentBases.map((basis) => ({
      value: basis,
      text: t(`admin-imports.basis-${basis}`),
      chosen: basis === consent?.basis,
    })),
    invites: Number.isNaN(one.invitesHour) ? '' : String(one.invitesHour),
    statement: consent?.statement ?? '',
    where: consent?.where ?? '',
    since: consent?.since ?? '',
  };
}
