import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Measurement, ratio } from '../measurement.js';
import { endProcess } from '../processes/end-process.js';
import { cpuSeconds, peakMemoryMB } from '../processes/process-usage.js';
import { rateAtSink } from '../sink/rate.js';
import type { SinkProcess } from '../sink/start-sink.js';

export interface SmtpSourcePlan {
  /** The path of Postfix's smtp-source. */
  readonly program: string;
  readonly port: number;
  readonly connections: number;
  readonly messages: number;
  /** A message, one line a line; it is sent again and again as it is. */
  readonly messageFile: string;
  /** Null where the server is not ours; then the time that the program takes counts. */
  readonly sink: SinkProcess | null;
}

const LOOK_EVERY_MS = 10;

/** How fast the leanest client there is hands over a constant message: a bound for any sender. */
export async function runSmtpSource(plan: SmtpSourcePlan, signal: AbortSignal): Promise<Measurement> {
  const { program, port, connections, messages, messageFile, sink } = plan;
  await sink?.reset();
  const startedAt = performance.now();
  const child = spawn(
    program,
    [
      ...['-4', '-d', '-s', String(connections), '-m', String(messages), '-F', messageFile],
      ...['-f', 'papers@example.org', '-t', 'reader@domain1.example', `127.0.0.1:${port}`],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const exited = once(child, 'exit').then(() => true);
  let usage = { cpu: null as number | null, memory: null as number | null };
  try {
    // Its figures are gone with the process, so the last ones that were seen count.
    while (!(await Promise.race([exited, sleep(LOOK_EVERY_MS, false, { signal })]))) {
      const pid = child.pid ?? 0;
      usage = { cpu: cpuSeconds(pid) ?? usage.cpu, memory: peakMemoryMB(pid) ?? usage.memory };
    }
  } finally {
    await endProcess(child);
  }
  if (child.exitCode !== 0) throw new Error(`smtp-source ended with ${child.exitCode}: ${complaint}`);
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    messagesPerSecond: sink === null ? messages / seconds : rateAtSink(await sink.report()),
    cpuSecondsPer1000: usage.cpu === null ? null : ratio(1000 * usage.cpu, messages),
    peakMemoryMB: usage.memory,
    extra: { connections, messages },
  };
}
