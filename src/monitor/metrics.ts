import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts } from '../store/monitored-state.js';
import { labelled, plain, type StateReading } from './state-gauges.js';

/** Those of a commit of outcomes: one while little is sent, a few for each connection under load. */
const BATCH_BUCKETS = [1, 2, 5, 20, 50, 100, 200];
/** A disk that answers at once, one that turns, a database that is busy, one that was away. */
const LEDGER_BUCKETS = [0.002, 0.01, 0.05, 0.25, 2];

/** A page from memory, one that asks the database, one that somebody notices, one that is broken. */
const HTTP_BUCKETS = [0.01, 0.1, 1, 10];
/** A relay beside us, one that is far, one that looks at the content, greylisting and time-outs. */
const SMTP_BUCKETS = [0.01, 0.1, 1, 10, 60];

export interface MetricsParts {
  readonly version: string;
  readonly role: string;
  /** What the rows say; called once for each scrape, and may answer with what it read shortly before. */
  readonly read: () => Promise<StateReading>;
}

/** What is measured of an outcome: no row and no reader. */
export interface MeasuredOutcome {
  readonly state: string;
  readonly relay: string;
}

/** An answered request: the pattern of its route, never a URL. */
export interface MeasuredAnswer {
  /** Null where no route fits. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

export interface Metrics {
  /** In Prometheus' text format. */
  text(): Promise<{ readonly type: string; readonly text: string }>;
  /** Counts one commit of outcomes. */
  onSettled(settled: readonly MeasuredOutcome[]): void;
  /** One commit of marks and outcomes: how long they waited for it. */
  onRecorded(seconds: number): void;
  onAnswered(answer: MeasuredAnswer): void;
  /** One message over one connection, from its first command to the last reply. */
  onSent(relay: string, seconds: number): void;
}

/**
 * What a process tells Prometheus. Labels are names of the program and of the settings: never an address, a domain of
 * a reader or a URL, of which there is no end.
 */
export function openMetrics({ version, role, read }: MetricsParts): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'broadsheet_build_info',
    help: 'The version and role of this process; always 1.',
    labelNames: ['version', 'role'],
    registers: [registry],
  }).set({ version, role }, 1);
  const { deliveries, batches, ledger, http, smtp } = openMeasures(registry);
  const show = openStateGauges(registry);
  return {
    text: async () => {
      show(await read());
      return { type: registry.contentType, text: await registry.metrics() };
    },
    onSettled: (settled) => {
      if (settled.length > 0) batches.observe(settled.length);
      for (const { state, relay } of settled) deliveries.inc({ outcome: state, relay });
    },
    onRecorded: (seconds) => ledger.observe(seconds),
    onAnswered: ({ route, status, seconds }) =>
      http.observe({ route: route ?? 'none', status: `${Math.trunc(status / 100)}xx` }, seconds),
    onSent: (relay, seconds) => smtp.observe({ relay }, seconds),
  };
}

/** What is counted and timed of what this process does. */
function openMeasures(registry: Registry) {
  const registers = [registry];
  const deliveries = new Counter({
    name: 'broadsheet_deliveries_total',
    help: 'Deliveries that this process settled, by outcome and relay.',
    labelNames: ['outcome', 'relay'],
    registers,
  });
  const batches = new Histogram({
    name: 'broadsheet_settled_batch_size',
    help: 'Outcomes that were committed together.',
    buckets: BATCH_BUCKETS,
    registers,
  });
  const ledger = new Histogram({
    name: 'broadsheet_ledger_wait_seconds',
    help: 'How long marks and outcomes waited until they were committed together.',
    buckets: LEDGER_BUCKETS,
    registers,
  });
  const http = new Histogram({
    name: 'broadsheet_http_seconds',
    help: 'Requests that this process answered, by the pattern of the route and the class of the status.',
    labelNames: ['route', 'status'],
    buckets: HTTP_BUCKETS,
    registers,
  });
  const smtp = new Histogram({
    name: 'broadsheet_smtp_seconds',
    help: 'Messages that this process gave to a relay, from the first command to the last reply.',
    labelNames: ['relay'],
    buckets: SMTP_BUCKETS,
    registers,
  });
  return { deliveries, batches, ledger, http, smtp };
}

function openStateGauges(registry: Registry): (reading: StateReading) => void {
  const registers = [registry];
  const byLabel = Object.fromEntries(
    Object.entries(labelled).map(([name, [label, help]]) => [
      name,
      { label, gauge: new Gauge({ name, help, labelNames: [label], registers }) },
    ]),
  );
  const alone = Object.fromEntries(
    Object.entries(plain).map(([name, help]) => [name, new Gauge({ name, help, registers })]),
  );
  const jobs = new Gauge({
    name: 'broadsheet_queue_jobs',
    help: 'Jobs of a queue, by state.',
    labelNames: ['queue', 'state'],
    registers,
  });
  return ({ byLabel: counts, alone: numbers, queues }) => {
    for (const [name, values] of Object.entries(counts)) setEach(byLabel[name], values);
    for (const [name, value] of Object.entries(numbers)) alone[name]?.set(value);
    jobs.reset();
    for (const [queue, states] of Object.entries(queues))
      for (const [state, number] of Object.entries(states)) jobs.set({ queue, state }, number);
  };
}

function setEach(
  target: { readonly label: string; readonly gauge: Gauge<string> } | undefined,
  values: Counts,
): void {
  target?.gauge.reset();
  for (const [value, number] of Object.entries(values)) target?.gauge.set({ [target.label]: value }, number);
}
