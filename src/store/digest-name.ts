/** {@link nameOfDigest} of a row of `digests`, as SQL. @param digest its alias */
export function digestNameSql(digest: string): string {
  return `CASE ${digest}.kind WHEN 'weekly' THEN to_char(${digest}.period, 'IYYY"-W"IW')
               WHEN 'monthly' THEN to_char(${digest}.period, 'YYYY-MM')
               ELSE ${digest}.period::text || coalesce('--' || ${digest}.last_day, '') END`;
}
