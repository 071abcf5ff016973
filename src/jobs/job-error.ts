import { codeOf } from '../error-facts.js';

/**
 * The error that a job fails with: its message is a code and nothing else. PostgreSQL refuses a NUL or a lone
 * surrogate in a job's error message, the job would stay active; and what a server or a driver wrote may hold
 * an address.
 */
export function jobError(error: unknown): Error {
  const failed = new Error(codeOf(error));
  failed.name = 'JobError';
  return failed;
}
