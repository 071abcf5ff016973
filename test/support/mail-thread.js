/* The thread that reads mail, from the sources: what vitest transforms for a test it does not for a thread. */
import { register } from 'tsx/esm/api';

register();
await import('../../src/feedback/inbound/mail-thread.ts');
