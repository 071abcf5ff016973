import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDmarcReport } from '../../../src/feedback/dmarc/read-report.js';
import { reportsInMail } from '../../../src/feedback/dmarc/reports-in-mail.js';
import { unpackReport } from '../../../src/feedback/dmarc/unpack-report.js';
import { receiveMail } from '../../../src/feedback/inbound/receive-mail.js';
import { RefusedInput } from '../../../src/parsing/refused-input.js';
import { dropDmarcReports, summariseDmarc } from '../../../src/store/feedback/dmarc-reports.js';
import { keys, openFeedbackBed, ownDomains, reader } from '../feedback-bed.js';

const record = (ip: string, count: number, dkim: string, spf: string, disposition = 'none') => `
  <record><row><source_ip>${ip}</source_ip><count>${count}</count>
    <policy_evaluated><disposition>${disposition}</disposition><dkim>${dkim}</dkim><spf>${spf}</spf></policy_evaluated>
  </row><identifiers><header_from>Example.org</header_from></identifiers></record>`;
/** Invented. */
const report = (records: readonly string[], id = 'report-1') => `<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0">
  <report_metadata><org_name>Receiver &amp; Sons</org_name><report_id>${id}</report_id>
    <date_range><begin>1774310400</begin><end>1774396799</end></date_range></report_metadata>
  <policy_published><domain>Example.org</domain><p>reject</p></policy_published>${records.join('')}
</feedback>`;
const xml = report([
  record('192.0.2.10', 120, 'pass', 'pass'),
  record('198.51.100.7', 5, 'fail', 'fail', 'reject'),
]);

/** An archive of one file. */
function zip(data: Buffer, method = 8): Buffer {
  const packed = method === 8 ? deflateRawSync(data) : data;
  const name = Buffer.from('report.xml');
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(crc32(data), 0);
  sizes.writeUInt32LE(packed.length, 4);
  sizes.writeUInt32LE(data.length, 8);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(name.length, 0);
  const head = Buffer.alloc(10);
  head.writeUInt16LE(20, 0);
  head.writeUInt16LE(method, 4);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, sizes, lengths, name, packed]);
  const directory = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    head,
    sizes,
    lengths,
    Buffer.alloc(14),
    name,
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

const mailWith = (file: Buffer, type: string, name: string) =>
  Buffer.from(
    [
      'From: reports@receiver.example',
      'To: dmarc@returns.example.org',
      'Subject: Report Domain: example.org Submitter: receiver.example Report-ID: report-1',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'An aggregate report.',
      '--b',
      `Content-Type: ${type}; name="${name}"`,
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="${name}"`,
      '',
      file.toString('base64').replace(/.{76}/g, '$&\r\n'),
      '--b--',
      '',
    ].join('\r\n'),
  );

const expected = {
  reporter: 'Receiver & Sons',
  reportId: 'report-1',
  domain: 'example.org',
  policy: 'reject',
  rows: [
    {
      sourceIp: '192.0.2.10',
      count: 120,
      dkimPasses: true,
      spfPasses: true,
      disposition: 'none',
      headerFrom: 'example.org',
    },
    { sourceIp: '198.51.100.7', count: 5, dkimPasses: false, spfPasses: false, disposition: 'reject' },
  ],
};

describe('a DMARC aggregate report', () => {
  it.each<[string, Buffer, string, string]>([
    ['gzip', gzipSync(xml), 'application/gzip', 'receiver.example!example.org!1774310400!1774396799.xml.gz'],
    [
      'zip',
      zip(Buffer.from(xml)),
      'application/zip',
      'receiver.example!example.org!1774310400!1774396799.zip',
    ],
    ['zip without compression', zip(Buffer.from(xml), 0), 'application/octet-stream', 'report.zip'],
    ['plain XML', Buffer.from(xml), 'text/xml', 'report.xml'],
  ])('is read from %s', (_name, file, type, name) => {
    expect(reportsInMail(mailWith(file, type, name))).toMatchObject([expected]);
  });

  it('that unpacks to too much is refused', () => {
    const bomb = Buffer.alloc(30_000_000, ' ');
    for (const packed of [gzipSync(bomb), zip(bomb)]) {
      expect(() => unpackReport(packed)).toThrow(RefusedInput);
    }
  });

  it('with a document type of its own is refused', () => {
    expect(readDmarcReport(xml.replace('<feedback', '<!DOCTYPE x [<!ENTITY a "b">]><feedback'))).toBeNull();
  });

  it('of nonsense is none, and reading never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 200 }),
          fc.string().map((text) => Buffer.from(text)),
        ),
        (octets) => {
          const file = Buffer.from(octets);
          for (const magic of ['', 'PK\x03\x04', '\x1f\x8b', '<']) {
            const text = unpackReport(Buffer.concat([Buffer.from(magic, 'latin1'), file]));
            if (text !== null) readDmarcReport(text);
          }
        },
      ),
    );
    expect(() => readDmarcReport(`<feedback>${'<record>'.repeat(100_000)}`)).toThrow(RefusedInput);
    expect(
      readDmarcReport(
        report([record('not an address', 1, 'pass', 'pass'), record('192.0.2.1', -1, 'pass', 'pass')]),
      )?.rows,
    ).toEqual([]);
  });

  it('is kept once and summed up with others', async () => {
    const bed = await openFeedbackBed(1);
    try {
      const context = {
        acting: bed.acting,
        keys,
        reader,
        ownDomains,
        clock: () => new Date('2026-03-26T09:00:00Z'),
      };
      const second = report([record('192.0.2.10', 30, 'pass', 'fail')], 'report-2');
      for (const text of [xml, xml, second]) {
        const raw = mailWith(
          gzipSync(text),
          'application/gzip',
          'receiver.example!example.org!1774310400!1774396799.xml.gz',
        );
        await receiveMail(context, { raw, recipients: [], source: 'smtp' });
      }
      const at = { domain: 'example.org', reporters: 1 };
      expect(await summariseDmarc(bed.database, new Date('2026-03-01'), 10)).toEqual([
        { ...at, sourceIp: '198.51.100.7', messages: 5, passed: 0, dkim: 0, spf: 0, refused: 5 },
        { ...at, sourceIp: '192.0.2.10', messages: 150, passed: 150, dkim: 150, spf: 120, refused: 0 },
      ]);
      expect(await summariseDmarc(bed.database, new Date('2026-04-01'), 10)).toEqual([]);
    } finally {
      await bed.close();
    }
  });

  it('for the domain of somebody else is refused, and what is a year old goes', async () => {
    const bed = await openFeedbackBed(1);
    try {
      const context = { acting: bed.acting, keys, reader, ownDomains, clock: () => new Date('2026-03-26') };
      const kept = async () =>
        (await bed.database.query<{ domain: string }>('SELECT domain FROM dmarc_reports ORDER BY 1')).rows;
      for (const domain of ['example.org', 'sub.example.org', 'example.com', 'org', 'notexample.org']) {
        const text = xml.replace('<domain>Example.org</domain>', `<domain>${domain}</domain>`);
        const raw = mailWith(gzipSync(text), 'application/gzip', 'a!b!1774310400!1774396799.xml.gz');
        await receiveMail(context, { raw, recipients: [], source: 'smtp' });
      }
      expect(await kept()).toEqual([{ domain: 'example.org' }, { domain: 'sub.example.org' }]);
      expect(bed.logged.filter((entry) => entry.includes('"refused":1')).length).toBe(3);
      await dropDmarcReports(bed.database, new Date('2026-03-26'));
      expect((await kept()).length).toBe(2);
      await dropDmarcReports(bed.database, new Date('2026-03-27'));
      expect(await kept()).toEqual([]);
    } finally {
      await bed.close();
    }
  });

  it('of many records is summed up by address, and a thousand rows of it are kept', () => {
    const many = Array.from({ length: 1_500 }, (_, index) =>
      record(`2001:db8::${index.toString(16)}`, index + 1, 'pass', 'pass'),
    );
    const rows = readDmarcReport(report([...many, ...many]))?.rows ?? [];
    expect(rows.length).toBe(1_000);
    expect(rows[0]).toMatchObject({ sourceIp: '2001:db8::5db', count: 3_000 });
  });
});
