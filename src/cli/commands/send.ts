import { Listr } from 'listr2';
import type { DeliveryContext } from '../../delivery/delivery-context.js';
import { fanOut } from '../../delivery/due/fan-out.js';
import { sendSlice } from '../../delivery/send-slice.js';
import { holdAfterImport } from '../../digests/hold-after-import.js';
import { refuseUnmailable } from '../../digests/release-refusals.js';
import { releaseIfMay } from '../../jobs/release-due.js';
import { sendTestCopy } from '../../jobs/send-test-copy.js';
import { sendTest } from '../../mailing/send-test.js';
import { sendToOneByOperator } from '../../mailing/send-to-one.js';
import type { DigestWithPapers } from '../../model/digest.js';
import { digestName, nameOfDigest } from '../../model/digest-period.js';
import type { Language } from '../../model/language.js';
import type { DeliveryCounts } from '../../model/sending-control.js';
import { startStage } from '../../operators/start-stage.js';
import { digestProgress, openSlices } from '../../store/deliveries/deliveries.js';
import { findSendingControl } from '../../store/deliveries/sending-control.js';
import { openMailbox, openStores, type Stores } from '../../wiring/wiring.js';
import { refuseHeldMail } from '../../wiring/wiring-data.js';
import { openDelivery, openMailRenderer } from '../../wiring/wiring-mail.js';
import { cliActor } from '../cli-actor.js';
import {
  type AskedDigest,
  askedName,
  asOptions,
  findAskedDigest,
  findAskedSubscriber,
} from '../find-asked.js';
import { progressRenderer } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { withAppContext } from '../with-app-context.js';

export interface SendOptions extends AskedDigest {
  readonly to?: string;
  /** The address of an operator, for a copy that is counted nowhere. */
  readonly test?: string;
  /** Of such a copy. */
  readonly language?: Language;
}

/**
 * `broadsheet send`: sends in this process, side by side with any workers; nobody is mailed twice whoever
 * sends. Ctrl-C stops after the messages on the wire, and the command can be run again.
 */
export function sendCommand(terminal: Terminal, options: SendOptions): Promise<number> {
  return withAppContext(terminal, async (app) => {
    const mailRenderer = await openMailRenderer(app.config);
    const stores = await openStores(app);
    await refuseHeldMail(stores);
    if (options.test !== undefined) {
      const delivery = openDelivery(stores, mailRenderer, await openMailbox(app));
      return sendTestCommand(terminal, stores, delivery, { ...options, test: options.test });
    }
    const digest = await findAskedDigest(stores, options);
    const name = digestName(digest.kind, digest.period);
    if (digest.papers.length === 0) {
      terminal.out(`The digest of ${name} is empty: nothing of it is mailed.\n`);
      return 0;
    }
    await write(stores, digest, options.to);
    const delivery = openDelivery(stores, mailRenderer, await openMailbox(app));
    const stop = new AbortController();
    void terminal.stopped.then(() => stop.abort());
    await sendOpenSlices(terminal, delivery, digest, stop.signal);
    const counts = await digestProgress(stores.database, digest.id);
    terminal.out(`${name}: ${describe(counts)}\n`);
    await tellHalt(terminal, stores, digest);
    return counts.pending + counts.sending + counts.deferred === 0 ? 0 : 75;
  });
}

/** Sends a copy to an operator from this process; it need not be frozen, and may be paused. */
async function sendTestCommand(
  terminal: Terminal,
  stores: Stores,
  delivery: DeliveryContext,
  options: SendOptions & { readonly test: string },
): Promise<number> {
  const { config, clock } = stores;
  const asked = { digest: askedName(options, config, clock()), to: { address: options.test } };
  const stop = new AbortController();
  void terminal.stopped.then(() => stop.abort());
  let outcome: string | null = null;
  await sendTest(stores, cliActor(), { ...asked, language: options.language }, async (copy) => {
    outcome = await sendTestCopy(delivery, config, copy, stop.signal);
  });
  if (outcome === 'delivered') {
    terminal.out(`A test of ${nameOfDigest(asked.digest)} is on its way.\n`);
    return 0;
  }
  terminal.err(`The relay did not take the test: ${outcome ?? 'the operator has gone'}.\n`);
  return 1;
}

async function tellHalt(terminal: Terminal, stores: Stores, digest: DigestWithPapers): Promise<void> {
  const control = await findSendingControl(stores.database, digest.id);
  const name = digestName(digest.kind, digest.period);
  if (control?.cancelledAt) terminal.err(`The mailing of ${name} was cancelled.\n`);
  else if (control?.pausedAt) {
    terminal.err(`The mailing of ${name} is paused. Go on with: broadsheet resume ${asOptions(digest)}\n`);
  }
}

async function write(stores: Stores, digest: DigestWithPapers, to: string | undefined): Promise<void> {
  const { database, clock, config } = stores;
  if (to === undefined) {
    await holdNew(stores, digest);
    await refuseUnmailable(database, digest, config.digestApproval);
    await startStage(stores, cliActor(), { kind: 'release', digest: nameOfDigest(digest) }, async () => {
      await release(stores, digest);
      await fanOut(database, digest.id);
    });
    return;
  }
  const subscriber = await findAskedSubscriber(stores, to);
  // This process sends what was written, so no worker is told of it.
  const context = { database, clock, config, queues: { deliver: async () => undefined } };
  await sendToOneByOperator(context, cliActor(), digest, subscriber);
}

/** Of a digest that is not out yet: whether it is the first one after a large import. */
async function holdNew(stores: Stores, { kind, period }: DigestWithPapers): Promise<void> {
  if (kind === 'sample' || kind === 'gathered') return;
  await holdAfterImport(stores, { kind, period });
}

/** Samples, and days that are gathered, are released as they are made. */
async function release(stores: Stores, { id, kind, period, papers }: DigestWithPapers): Promise<void> {
  if (kind === 'sample' || kind === 'gathered') return;
  await releaseIfMay(stores, { id, kind, period, papers: papers.length });
}

async function sendOpenSlices(
  terminal: Terminal,
  delivery: DeliveryContext,
  digest: DigestWithPapers,
  signal: AbortSignal,
): Promise<void> {
  const send = async (report: (text: string) => void) => {
    for (const sliceId of await openSlices(delivery.database, digest.id)) {
      if (signal.aborted) return;
      await sendSlice(delivery, sliceId, signal);
      report(describe(await digestProgress(delivery.database, digest.id)));
    }
  };
  const task = {
    title: `Sending the digest of ${digestName(digest.kind, digest.period)}`,
    task: (_context: unknown, task: { output: string }) =>
      send((text) => {
        task.output = text;
      }),
  };
  await new Listr([task], progressRenderer(terminal)).run();
}

function describe(counts: DeliveryCounts): string {
  const parts = Object.entries(counts).filter(([state, count]) => count > 0 || state === 'sent');
  return parts.map(([state, count]) => `${count} ${state}`).join(', ');
}
