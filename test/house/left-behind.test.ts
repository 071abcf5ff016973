import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { leftBehind, stateOfProcess } from '../support/state-of-process.js';

/** What is told while `leave` has done its work, which is undone when the test ends. */
async function toldAfter(leave: () => void | Promise<void>, undo: () => void): Promise<string[]> {
  const before = stateOfProcess();
  onTestFinished(undo);
  await leave();
  return leftBehind(before, stateOfProcess());
}

describe('what a test file leaves behind', () => {
  it('is nothing where nothing was done', () => {
    expect(leftBehind(stateOfProcess(), stateOfProcess())).toEqual([]);
  });

  it('is told of a variable of the environment', async () => {
    const undo = () => delete process.env['LEFT_BEHIND'];
    const leave = () => {
      process.env['LEFT_BEHIND'] = 'yes';
    };
    expect(await toldAfter(leave, undo)).toEqual(['process.env.LEFT_BEHIND changed']);
  });

  it('is told of fake timers', async () => {
    const told = await toldAfter(
      () => void vi.useFakeTimers(),
      () => void vi.useRealTimers(),
    );
    expect(told).toEqual(
      expect.arrayContaining(['fake timers changed', 'Date changed', 'setTimeout changed']),
    );
  });

  it('is told of a listener on the process', async () => {
    const listener = () => undefined;
    const told = await toldAfter(
      () => void process.on('SIGUSR2', listener),
      () => void process.off('SIGUSR2', listener),
    );
    expect(told).toContain("1 more listener on 'SIGUSR2'");
  });

  it('is told of a server that listens', async () => {
    const server = createServer();
    const leave = async () => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
    };
    expect(await toldAfter(leave, () => void server.close())).toContain('1 more TCPServerWrap');
  });
});
