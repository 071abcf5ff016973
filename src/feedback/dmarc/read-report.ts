import { readXml, type XmlHandler } from '../../parsing/read-xml.js';
import type { DmarcReport, DmarcRow } from '../../store/feedback/dmarc-reports.js';

/** A report on a million messages has some megabytes; with ten thousand records it has 250,000 elements. */
const BOUNDS = { length: 10_000_000, elements: 300_000, depth: 30 };
/** Those that tell of the most messages are kept; the rest are the long tail of somebody else's spam. */
const MOST_ROWS = 1_000;
const MOST_COUNT = 2_000_000_000;
const LONGEST_TEXT = 300;

/**
 * Reads an aggregate report (RFC 7489 appendix C, and what RFC 9990 made of it). Records that say the same of the
 * same address are one row. Null where it is none, or brings a document type of its own.
 * @throws RefusedInput where it is larger than any report
 */
export function readDmarcReport(xml: string): DmarcReport | null {
  const { handler, texts, rows } = collect();
  if (!readXml(xml, BOUNDS, handler)) return null;
  const reporter = texts.get('feedback/report_metadata/org_name');
  const reportId = texts.get('feedback/report_metadata/report_id');
  const domain = texts.get('feedback/policy_published/domain');
  const begin = momentOf(texts.get('feedback/report_metadata/date_range/begin'));
  const end = momentOf(texts.get('feedback/report_metadata/date_range/end'));
  if (reporter === undefined || reportId === undefined || domain === undefined) return null;
  if (begin === null || end === null) return null;
  const policy = texts.get('feedback/policy_published/p') ?? 'none';
  const most = [...rows.values()].sort((one, other) => other.count - one.count).slice(0, MOST_ROWS);
  return { reporter, reportId, domain: domain.toLowerCase(), policy, begin, end, rows: most };
}

interface Collected {
  readonly handler: XmlHandler;
  /** Texts outside of records by their path, the first of each; none is empty. */
  readonly texts: ReadonlyMap<string, string>;
  /** Rows by what tells them apart. */
  readonly rows: ReadonlyMap<string, DmarcRow>;
}

const RECORD = 'feedback/record';

/** Keeps what a report says while it is read, and nothing of its markup. */
function collect(): Collected {
  const path: string[] = [];
  const texts = new Map<string, string>();
  const rows = new Map<string, DmarcRow>();
  let record = new Map<string, string>();
  let text = '';
  const handler: XmlHandler = {
    open: (name) => {
      path.push(name.slice(name.indexOf(':') + 1));
      text = '';
      if (path.length === 2 && path.join('/') === RECORD) record = new Map();
    },
    text: (more) => {
      if (text.length < LONGEST_TEXT) text = (text + more.slice(0, LONGEST_TEXT)).slice(0, LONGEST_TEXT);
    },
    close: () => {
      const at = path.join('/');
      const said = text.trim();
      text = '';
      path.pop();
      if (at === RECORD) addRow(rows, record);
      else if (said !== '') keepFirst(at.startsWith(`${RECORD}/`) ? record : texts, at, said);
    },
  };
  return { handler, texts, rows };
}

/** Ways of DKIM and SPF may be many; nothing of them is read. */
const MOST_TEXTS = 100;

function keepFirst(texts: Map<string, string>, path: string, said: string): void {
  if (!texts.has(path) && texts.size < MOST_TEXTS) texts.set(path, said);
}

function addRow(rows: Map<string, DmarcRow>, record: ReadonlyMap<string, string>): void {
  const row = readRow(record);
  if (row === null) return;
  const { sourceIp, disposition, dkimPasses, spfPasses, headerFrom } = row;
  const key = [sourceIp, disposition, dkimPasses, spfPasses, headerFrom].join(' ');
  const count = Math.min((rows.get(key)?.count ?? 0) + row.count, MOST_COUNT);
  rows.set(key, { ...row, count });
}

function readRow(record: ReadonlyMap<string, string>): DmarcRow | null {
  const at = (path: string): string => record.get(`${RECORD}/${path}`) ?? '';
  const sourceIp = at('row/source_ip');
  const count = Number(at('row/count'));
  if (!/^[0-9A-Fa-f:.]{2,45}$/.test(sourceIp)) return null;
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_COUNT) return null;
  const evaluated = (name: string) => at(`row/policy_evaluated/${name}`).toLowerCase();
  return {
    sourceIp,
    count,
    disposition: evaluated('disposition') === '' ? 'none' : evaluated('disposition').slice(0, 20),
    dkimPasses: evaluated('dkim') === 'pass',
    spfPasses: evaluated('spf') === 'pass',
    headerFrom: at('identifiers/header_from').toLowerCase(),
  };
}

function momentOf(seconds: string | undefined): Date | null {
  return seconds !== undefined && /^\d{9,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : null;
}
