-- DMARC aggregate reports: what receivers saw in the name of our domains.

CREATE TABLE dmarc_reports (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  reporter    text NOT NULL,
  report_id   text NOT NULL,
  domain      text NOT NULL,
  policy      text NOT NULL,
  begins_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  UNIQUE (reporter, report_id, domain)
);
CREATE INDEX dmarc_reports_by_time ON dmarc_reports (ends_at);

CREATE TABLE dmarc_rows (
  report_id   bigint NOT NULL REFERENCES dmarc_reports ON DELETE CASCADE,
  source_ip   text NOT NULL,
  count       integer NOT NULL,
  disposition text NOT NULL,
  dkim_passes boolean NOT NULL,
  spf_passes  boolean NOT NULL,
  header_from text NOT NULL
);
CREATE INDEX dmarc_rows_by_report ON dmarc_rows (report_id);
