import { cpuUsage } from 'node:process';

/**
 * What a call costs this process, in milliseconds of a processor: other programs lengthen the time on a wall, and not
 * this.
 */
export function cpuMilliseconds(call: () => unknown): number {
  const before = cpuUsage();
  call();
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}
