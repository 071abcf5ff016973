import { XMLParser } from 'fast-xml-parser';
import type { DmarcReport, DmarcRow } from '../../store/feedback/dmarc-reports.js';
import { listAt, textAt, valueAt } from '../webhooks/json-values.js';

const MOST_ROWS = 10_000;
const LISTS = new Set(['record']);

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => LISTS.has(name),
});

/**
 * Reads an aggregate report (RFC 7489 appendix C, and what RFC 9990 made of it). Null where it is none, or brings a
 * document type of its own: a report has no use for entities.
 */
export function readDmarcReport(xml: string): DmarcReport | null {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml)) return null;
  const feedback = valueAt(parsed(xml), 'feedback');
  const reporter = textAt(feedback, 'report_metadata', 'org_name');
  const reportId = textAt(feedback, 'report_metadata', 'report_id');
  const domain = textAt(feedback, 'policy_published', 'domain');
  const begin = momentOf(textAt(feedback, 'report_metadata', 'date_range', 'begin'));
  const end = momentOf(textAt(feedback, 'report_metadata', 'date_range', 'end'));
  if (reporter === null || reportId === null || domain === null || begin === null || end === null)
    return null;
  const policy = textAt(feedback, 'policy_published', 'p') ?? 'none';
  const rows = listAt(feedback, 'record').slice(0, MOST_ROWS).flatMap(readRow);
  return { reporter, reportId, domain: domain.toLowerCase(), policy, begin, end, rows };
}

function parsed(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    return null;
  }
}

function readRow(record: unknown): DmarcRow[] {
  const sourceIp = textAt(record, 'row', 'source_ip');
  const count = Number(textAt(record, 'row', 'count') ?? '');
  if (sourceIp === null || !/^[0-9A-Fa-f:.]{2,45}$/.test(sourceIp)) return [];
  if (!Number.isSafeInteger(count) || count < 1 || count > 2_000_000_000) return [];
  const evaluated = (name: string) => textAt(record, 'row', 'policy_evaluated', name)?.toLowerCase() ?? '';
  return [
    {
      sourceIp,
      count,
      disposition: evaluated('disposition') === '' ? 'none' : evaluated('disposition').slice(0, 20),
      dkimPasses: evaluated('dkim') === 'pass',
      spfPasses: evaluated('spf') === 'pass',
      headerFrom: textAt(record, 'identifiers', 'header_from')?.toLowerCase() ?? '',
    },
  ];
}

function momentOf(seconds: string | null): Date | null {
  return seconds !== null && /^\d{9,11}$/.test(seconds) ? new Date(Number(seconds) * 1000) : null;
}
