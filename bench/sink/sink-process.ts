import type { SinkReport } from './arrivals.js';
import { openSink, type SinkOptions } from './sink.js';

/** What the sink's process is asked. */
export interface SinkRequest {
  readonly id: number;
  readonly ask: 'report' | 'reset';
}

/** What it answers; the first message, with id 0, names its port. */
export type SinkAnswer =
  | { readonly id: 0; readonly port: number }
  | { readonly id: number; readonly report: SinkReport };

const sink = await openSink(JSON.parse(process.argv[2] ?? '') as SinkOptions);

process.on('message', ({ id, ask }: SinkRequest) => {
  if (ask === 'reset') sink.reset();
  answer({ id, report: sink.report() });
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
answer({ id: 0, port: sink.port });

function answer(message: SinkAnswer): void {
  process.send?.(message);
}
