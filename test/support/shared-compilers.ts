import { compileWhenAsked, type SchemaCompilers } from '../../src/web/http/compile-when-asked.js';

let shared: SchemaCompilers | undefined;

/** What checks and writes, made once for all servers of a process: their schemas are the same. */
export function sharedCompilers(): SchemaCompilers {
  shared ??= compileWhenAsked();
  return shared;
}
