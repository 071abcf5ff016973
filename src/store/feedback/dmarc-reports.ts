import type { CalendarDate } from '../../model/calendar-date.js';
import type { Queryable } from '../database.js';

/** What one receiver saw from one sending address. */
export interface DmarcRow {
  readonly sourceIp: string;
  readonly count: number;
  /** What became of the messages: none, quarantine or reject. */
  readonly disposition: string;
  /** Aligned, as DMARC asks. */
  readonly dkimPasses: boolean;
  readonly spfPasses: boolean;
  readonly headerFrom: string;
}

/** One receiver's aggregate report on the mail of one domain (RFC 7489 §7.2). */
export interface DmarcReport {
  readonly reporter: string;
  readonly reportId: string;
  readonly domain: string;
  /** The published policy: none, quarantine or reject. */
  readonly policy: string;
  readonly begin: Date;
  readonly end: Date;
  readonly rows: readonly DmarcRow[];
}

/** Keeps a report; one that is there already is left alone. */
export async function insertDmarcReport(client: Queryable, report: DmarcReport, at: Date): Promise<void> {
  const { reporter, reportId, domain, policy, begin, end, rows } = report;
  await client.query(
    `WITH report AS (
       INSERT INTO dmarc_reports (reporter, report_id, domain, policy, begins_at, ends_at, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (reporter, report_id, domain) DO NOTHING RETURNING id
     )
     INSERT INTO dmarc_rows (report_id, source_ip, count, disposition, dkim_passes, spf_passes, header_from)
     SELECT report.id, new.* FROM report,
            unnest($8::text[], $9::integer[], $10::text[], $11::boolean[], $12::boolean[], $13::text[]) AS new`,
    [
      reporter.slice(0, 200),
      reportId.slice(0, 300),
      domain.slice(0, 253),
      policy.slice(0, 20),
      begin,
      end,
      at,
      rows.map(({ sourceIp }) => sourceIp),
      rows.map(({ count }) => count),
      rows.map(({ disposition }) => disposition),
      rows.map(({ dkimPasses }) => dkimPasses),
      rows.map(({ spfPasses }) => spfPasses),
      rows.map(({ headerFrom }) => headerFrom.slice(0, 253)),
    ],
  );
}

/** Deletes reports that came before a moment, a thousand at a time, with their rows. */
export async function dropDmarcReports(database: Queryable, before: Date): Promise<void> {
  await database.query(
    `DELETE FROM dmarc_reports
      WHERE id IN (SELECT id FROM dmarc_reports WHERE received_at < $1 ORDER BY received_at LIMIT 1000)`,
    [before],
  );
}

/** What all receivers together say of one domain and one sending address. */
export interface DmarcSummary {
  readonly domain: string;
  readonly sourceIp: string;
  readonly messages: number;
  /** Passed by DKIM or SPF, which is what DMARC asks. */
  readonly passed: number;
  readonly dkim: number;
  readonly spf: number;
  /** Quarantined or rejected. */
  readonly refused: number;
  readonly reporters: number;
}

/** Reports on days after a moment, summed up: what failed most comes first. */
export async function summariseDmarc(
  database: Queryable,
  since: Date,
  limit: number,
): Promise<DmarcSummary[]> {
  const { rows } = await database.query<DmarcSummary & Record<string, unknown>>(
    `SELECT domain, source_ip AS "sourceIp", sum(messages)::bigint AS messages, sum(passed)::bigint AS passed,
            sum(dkim)::bigint AS dkim, sum(spf)::bigint AS spf, sum(refused)::bigint AS refused,
            count(*) AS reporters
       FROM (SELECT r.domain, w.source_ip, sum(w.count) AS messages,
                    coalesce(sum(w.count) FILTER (WHERE dkim_passes OR spf_passes), 0) AS passed,
                    coalesce(sum(w.count) FILTER (WHERE dkim_passes), 0) AS dkim,
                    coalesce(sum(w.count) FILTER (WHERE spf_passes), 0) AS spf,
                    coalesce(sum(w.count) FILTER (WHERE disposition <> 'none'), 0) AS refused
               FROM dmarc_reports r JOIN dmarc_rows w ON w.report_id = r.id
              WHERE r.ends_at > $1
              GROUP BY r.domain, w.source_ip, r.reporter) AS by_reporter
      GROUP BY 1, 2
      ORDER BY sum(messages) - sum(passed) DESC, 3 DESC, 1, 2
      LIMIT $2`,
    [since, limit],
  );
  return rows;
}

/** What receivers say of one day's mail in our name. */
export interface DmarcDay {
  readonly day: CalendarDate;
  readonly passed: number;
  readonly failed: number;
}

/** Reports by the day in UTC on which what they tell of began; a day of which nobody reported is absent. */
export async function dmarcByDay(
  database: Queryable,
  from: CalendarDate,
  until: CalendarDate,
): Promise<DmarcDay[]> {
  const { rows } = await database.query<DmarcDay & Record<string, unknown>>(
    `SELECT (r.begins_at AT TIME ZONE 'UTC')::date AS day,
            coalesce(sum(w.count) FILTER (WHERE dkim_passes OR spf_passes), 0)::bigint AS passed,
            coalesce(sum(w.count) FILTER (WHERE NOT dkim_passes AND NOT spf_passes), 0)::bigint AS failed
       FROM dmarc_reports r JOIN dmarc_rows w ON w.report_id = r.id
      WHERE r.ends_at >= $1::date AND r.begins_at < $2::date + 1 AND r.begins_at >= $1::date
      GROUP BY 1 ORDER BY 1`,
    [from, until],
  );
  return rows;
}
