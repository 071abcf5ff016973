import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../support/service.js';

const BOUNCE = `From: MAILER-DAEMON@relay.example
To: bounce@news.example
Subject: failure notice

Hi. This is the qmail-send program at relay.example.

<ada@example.org>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <bounce@news.example>
Message-ID: <1@news.example>
To: ada@example.org
`;
const EVENT = {
  recipient: 'ada@example.org',
  class: 'hard',
  status: '5.1.1',
  reply: '550',
  reason: 'unknown-mailbox',
  grade: 'certain',
  rule: 'free-form/unknown-status',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-classify-'));
  await writeFile(join(folder, 'bounce.eml'), BOUNCE);
  await writeFile(join(folder, 'letter.eml'), 'From: ada@example.org\nSubject: hello\n\nHow are you?\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('broadsheet classify-mail', () => {
  it('says of each file what it means, as JSON lines, without database and configuration', async () => {
    const files = [join(folder, 'bounce.eml'), join(folder, 'letter.eml')];
    const { code, out, err } = await runCommand(['classify-mail', ...files, '--json'], {});
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.toString().trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { file: files[0], events: [EVENT] },
      { file: files[1], events: [expect.objectContaining({ recipient: null, class: 'none' })] },
    ]);
  });

  it('reads standard input where no file is named, and prints a table', async () => {
    const child = spawn(process.execPath, ['bin/broadsheet.js', 'classify-mail'], {
      env: { PATH: process.env['PATH'] },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stdin.end(BOUNCE);
    await once(child, 'close');
    expect(child.exitCode).toBe(0);
    expect(out).toMatch(
      /^file +class +recipient +status +reply +reason +grade +rule\n- +hard +ada@example.org +5\.1\.1 +550 /,
    );
  });

  it('names a file that it cannot read and goes on', async () => {
    const { code, out, err } = await runCommand(
      ['classify-mail', '--json', join(folder, 'missing.eml'), folder, join(folder, 'bounce.eml')],
      {},
    );
    expect(code).toBe(66);
    expect(err).toContain('missing.eml cannot be read');
    expect(err.trim().split('\n')).toHaveLength(2);
    expect(JSON.parse(out.toString())).toMatchObject({ events: [EVENT] });
  });
});
