// Reads what mail programs support from the data of caniemail.com (MIT License, © Tilt Studio) and writes what the
// lint of mails needs of it: node scripts/read-mail-support.js data.json, with https://www.caniemail.com/api/data.json.
import { readFileSync, writeFileSync } from 'node:fs';

const CLIENTS = [
  'gmail.desktop-webmail',
  'gmail.ios',
  'gmail.android',
  'apple-mail.macos',
  'apple-mail.ios',
  'outlook.windows',
  'outlook.outlook-com',
  'yahoo.desktop-webmail',
  'yahoo.ios',
  'yahoo.android',
];

const given = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const features = given.data
  .filter(({ category }) => category === 'css' || category === 'html')
  .map(({ slug, stats }) => [slug, CLIENTS.map((client) => latest(stats, client)).join('')]);
const support = {
  source: 'https://www.caniemail.com, MIT License, © Tilt Studio',
  date: given.last_update_date.slice(0, 10),
  clients: CLIENTS,
  features: Object.fromEntries(features.sort()),
};
const file = new URL('../test/rendering/mail-clients/support.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(support, null, 2)}\n`);

/** Of the newest version that was tested: y (yes), a (in part), n (no) or u (unknown). */
function latest(stats, client) {
  const [family = '', platform = ''] = client.split('.');
  const versions = Object.entries(stats[family]?.[platform] ?? {});
  const [newest] = versions.sort(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }));
  return newest?.[1].slice(0, 1) ?? 'u';
}
