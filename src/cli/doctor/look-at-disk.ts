import { statfs } from 'node:fs/promises';
import type { Finding } from '../../dns/finding.js';
import type { Texts } from '../../i18n/texts.js';
import { say } from './say.js';

const CHECK = 'disk';
const MEGABYTE = 1_000_000;
const LOW_MEGABYTES = 1_000;
const FULL_MEGABYTES = 100;

/** How much room is left where DATA_DIR is. */
export async function lookAtDisk(folder: string, texts: Pick<Texts, 't'>): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return judgeRoom(Math.floor((bavail * bsize) / MEGABYTE), texts);
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    return say(texts, CHECK, { verdict: 'unasked', text: 'doctor.disk-absent', values: { code } });
  }
}

/** @param megabytes what is left */
export function judgeRoom(megabytes: number, texts: Pick<Texts, 't'>): Finding {
  const left = { text: 'doctor.disk-left', values: { megabytes } } as const;
  if (megabytes >= LOW_MEGABYTES) return say(texts, CHECK, { ...left, verdict: 'ok' });
  const verdict = megabytes < FULL_MEGABYTES ? 'fault' : 'warning';
  return say(texts, CHECK, { ...left, verdict, todo: 'doctor.disk-todo' });
}
