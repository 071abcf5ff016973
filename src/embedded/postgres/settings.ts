/**
 * What differs from PostgreSQL's own defaults. Given on the command line at each start, so that a newer
 * Broadsheet brings its own settings to an old cluster.
 */
export const serverSettings: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '32MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  effective_cache_size: '256MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  // A newsletter's queries are short; parallel workers would ask for more of /dev/shm than containers give.
  max_parallel_workers_per_gather: '0',
  wal_level: 'minimal',
  max_wal_senders: '0',
  // The collector would be a process of its own; the log is bounded by its owner.
  logging_collector: 'off',
  log_checkpoints: 'off',
  log_min_messages: 'warning',
  // Details and statements hold values, addresses among them.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export const superuser = 'broadsheet';
export const databaseName = 'broadsheet';
