import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { judgeWorkers } from '../../src/cli/doctor/look-at-workers.js';
import { openMetrics } from '../../src/monitor/metrics.js';
import { type MonitorServer, startMonitorServer } from '../../src/monitor/monitor-server.js';
import { openStateReader } from '../../src/monitor/read-state.js';
import { recordPoll } from '../../src/store/papers/polls.js';
import type { WorkerBeat } from '../../src/store/worker-beats.js';
import { projectFiles, readProjectFile, root } from '../house/project-files.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { type HuggingFaceServer, startHuggingFaceServer } from '../support/huggingface-server.js';
import { type RunningService, startService, testSecret } from '../support/service.js';
import { shippedTexts } from '../support/shipped-texts.js';
import { type SmtpSink, startSmtpSink } from '../support/smtp-sink.js';
import { expectSaidInBoth } from './doctor/said-in-both.js';

let folder: string;
let database: TestDatabase;
let source: HuggingFaceServer;
let sink: SmtpSink;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'broadsheet-monitor-'));
  [database, source, sink] = await Promise.all([
    createTestDatabase(),
    startHuggingFaceServer(),
    startSmtpSink(),
  ]);
});

afterAll(async () => {
  await Promise.all([sink.stop(), source.stop()]);
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

describe('what is measured', () => {
  const read = async () => ({ byLabel: {}, alone: {}, queues: {} }) as never;

  it('has the pattern of a route and the class of the status, and no more series for more URLs', async () => {
    const metrics = openMetrics({ version: '1', role: 'web', read });
    const observe = (status: number, route: string | null, seconds: number) =>
      metrics.onAnswered({ route, status, seconds });
    observe(200, '/papers/:id', 0.004);
    observe(204, '/papers/:id', 0.4);
    for (let url = 0; url < 50; url += 1) observe(404, null, 0.001);
    const { text } = await metrics.text();
    expect(text).toContain('broadsheet_http_seconds_bucket{le="0.01",route="/papers/:id",status="2xx"} 1');
    expect(text).toContain('broadsheet_http_seconds_count{route="/papers/:id",status="2xx"} 2');
    expect(text).toContain('broadsheet_http_seconds_count{route="none",status="4xx"} 50');
    expect(text.match(/^broadsheet_http_seconds_count/gm)).toHaveLength(2);
  });

  it('has how long each relay takes for a message', async () => {
    const metrics = openMetrics({ version: '1', role: 'worker', read });
    for (const seconds of [0.02, 0.5, 90]) metrics.onSent('main', seconds);
    const { text } = await metrics.text();
    expect(text).toContain('broadsheet_smtp_seconds_bucket{le="1",relay="main"} 2');
    expect(text).toContain('broadsheet_smtp_seconds_count{relay="main"} 3');
  });
});

const named = (text: string) => [...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name = '']) => name);

describe('MONITOR of a worker', () => {
  let service: RunningService;
  let at: string;
  beforeAll(async () => {
    const port = await freePort();
    at = `http://127.0.0.1:${port}`;
    service = await startService({
      ROLE: 'worker',
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      SMTP_URL: sink.url,
      HUGGINGFACE_URL: source.url,
      SECRET_KEY: testSecret,
      PUBLIC_URL: 'https://papers.example',
      MAIL_FROM: 'Broadsheet <daily@papers.example>',
      POSTAL_ADDRESS: '1 Invented Street, 00000 Nowhere',
      MONITOR: `127.0.0.1:${port}`,
    });
  });

  it('tells that it lives, is ready, and what it measures, and shows its beat', async () => {
    expect((await fetch(`${at}/livez`)).status).toBe(200);
    const ready = await fetch(`${at}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ok\n']);
    const text = await (await fetch(`${at}/metrics`)).text();
    expect(text).toMatch(/^broadsheet_workers 1$/m);
    expect(text).toMatch(/^broadsheet_queue_jobs\{queue="deliver",state="failed"\} 0$/m);
    expect(text).toMatch(/^broadsheet_build_info\{version="[^"]+",role="worker"\} 1$/m);
    expect(text).not.toContain('@');
    expect((await fetch(`${at}/else`)).status).toBe(404);
    expect((await fetch(`${at}/metrics`, { method: 'POST' })).status).toBe(405);
    const { rows } = await database.database.query('SELECT role FROM worker_beats');
    expect(rows).toEqual([{ role: 'worker' }]);
  });

  it('takes its beat away when it ends in peace', async () => {
    expect(await service.stop()).toBe(0);
    expect((await database.database.query('SELECT FROM worker_beats')).rowCount).toBe(0);
  });
});

describe('the metrics', () => {
  const metrics = () =>
    openMetrics({
      version: '1',
      role: 'all',
      read: openStateReader({
        database: database.database,
        sources: ['huggingface'],
        pollMinutes: 20,
        clock: () => new Date(),
        countJobs: async () => ({ deliver: { waiting: 3 } }),
      }),
    });

  it('count what was settled, by outcome and relay', async () => {
    const { onSettled, onRecorded, text } = metrics();
    onRecorded(0.004);
    onSettled([
      { state: 'sent', relay: 'main' },
      { state: 'sent', relay: 'main' },
      { state: 'failed', relay: 'main' },
    ]);
    const told = (await text()).text;
    expect(told).toMatch(/^broadsheet_deliveries_total\{outcome="sent",relay="main"\} 2$/m);
    expect(told).toMatch(/^broadsheet_settled_batch_size_bucket\{le="5"\} 1$/m);
    expect(told).toMatch(/^broadsheet_ledger_wait_seconds_bucket\{le="0.01"\} 1$/m);
    expect(told).toMatch(/^broadsheet_queue_jobs\{queue="deliver",state="waiting"\} 3$/m);
    expect(told).toMatch(/^broadsheet_deliveries_waiting\{state="open"\} 0$/m);
  });

  it('tell of a source whose format changed', async () => {
    const polled = new Date();
    await recordPoll(database.database, {
      source: 'huggingface',
      listDate: '2026-03-23',
      startedAt: polled,
      finishedAt: polled,
      papers: 9,
      skipped: 0,
      errorCode: null,
      errorDetail: null,
      drift: [{ field: 'title', change: 'vanished', items: 9, of: 9 }],
    });
    const told = (await metrics().text()).text;
    expect(told).toMatch(/^broadsheet_source_drifted_fields\{source="huggingface"\} 1$/m);
  });

  it.each(['deploy/prometheus/alerts.yaml', 'deploy/grafana/broadsheet.json'])(
    'are all that %s names',
    async (path) => {
      const known = new Set(named((await metrics().text()).text));
      const asked = [...readProjectFile(path).matchAll(/\b(?:broadsheet|nodejs|process)_[a-z0-9_]+/g)].map(
        ([name]) => name.replace(/_(bucket|sum|count)$/, ''),
      );
      expect(asked.length).toBeGreaterThan(10);
      expect(asked.filter((name) => !known.has(name))).toEqual([]);
    },
  );
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
it.skipIf(!hasPromtool)('promtool takes the alerts', () => {
  const { status, stdout, stderr } = spawnSync(
    'promtool',
    ['check', 'rules', 'deploy/prometheus/alerts.yaml'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('12 rules found');
});

describe('a process that is not ready', () => {
  let server: MonitorServer;
  afterAll(() => server.close());

  it('lives all the same, and says why', async () => {
    server = await startMonitorServer({
      host: '127.0.0.1',
      port: 0,
      unreadiness: async () => ['the database does not answer'],
      metrics: () => Promise.reject(new Error('away')),
    });
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    expect((await get('/livez')).status).toBe(200);
    const ready = await get('/readyz');
    expect([ready.status, await ready.text()]).toEqual([503, 'the database does not answer\n']);
    expect((await get('/metrics')).status).toBe(503);
    await expect(
      startMonitorServer({
        host: '127.0.0.1',
        port: server.port,
        unreadiness: async () => [],
        metrics: () => Promise.reject(),
      }),
    ).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });
});

describe('the workers in doctor', () => {
  const beat = (worker: string, ageSeconds: number): WorkerBeat => ({
    worker,
    role: 'worker',
    version: '1',
    startedAt: new Date(0),
    ageSeconds,
  });

  it.each<[string, readonly WorkerBeat[], string, RegExp]>([
    ['none', [], 'unasked', /none has shown itself/],
    ['two', [beat('a', 3), beat('b', 9)], 'ok', /^2 live, the last beat 3 s ago$/],
    [
      'one that was killed',
      [beat('a', 3), beat('b', 600)],
      'warning',
      /^1 lives.*without a farewell ended b \(10 min\)$/,
    ],
    ['none any more', [beat('b', 600)], 'warning', /^none lives, and nothing is mailed/],
  ])('%s', async (_name, beats, verdict, words) => {
    const { en } = await shippedTexts();
    const finding = judgeWorkers(beats, en);
    await expectSaidInBoth([finding]);
    expect(finding.verdict).toBe(verdict);
    expect(finding.text).toMatch(words);
  });
});

it('the manifests name the probes, and only settings that there are', () => {
  const manifests = projectFiles('deploy/kubernetes').map(readProjectFile).join('\n');
  for (const path of ['/livez', '/readyz']) expect(manifests).toContain(`path: ${path}`);
  const example = readProjectFile('.env.example');
  const settings = [...manifests.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name = '']) => name);
  expect(settings.length).toBeGreaterThan(5);
  expect(settings.filter((name) => !example.includes(`\n# ${name}=`))).toEqual([]);
});
