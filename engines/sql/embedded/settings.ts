import { createHash } from 'node:crypto'
import type { Address } from './address.ts'

export type Settings = Record<string, string | number>

/** A laptop that also runs the rest of Tokri, browsers and an editor; nothing here trades safety for speed. */
export const laptop: Settings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_connections: 200,
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  wal_compression: 'on',
  checkpoint_timeout: '15min',
  // Nobody replicates from here.
  wal_level: 'minimal',
  max_wal_senders: 0,
  random_page_cost: 1.1,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  logging_collector: 'on',
  log_directory: '../log',
  // One file for each day of the week, begun anew after a week: never more than seven.
  log_filename: 'postgres-%a.log',
  log_truncate_on_rotation: 'on',
  log_rotation_age: '1d',
  log_rotation_size: 0,
  log_line_prefix: '%m [%p] %q%u@%d/%a ',
  log_lock_waits: 'on',
  log_checkpoints: 'off',
}

/**
 * What the running server shows as `cluster_name`: one that was started with other settings, or by another version, is
 * known by its name and started anew instead of adopted.
 */
export function settingsName(settings: Settings, version: string): string {
  return `tokri-${createHash('sha256')
    .update(JSON.stringify([version, settings]))
    .digest('hex')
    .slice(0, 12)}`
}

/** The text of `tokri.conf`, which postgresql.conf includes last. */
export function renderSettings(settings: Settings, name: string, address: Address): string {
  const all = { ...settings, ...reachableAt(address), cluster_name: name }
  const lines = Object.entries(all).map(([key, value]) => `${key} = '${String(value).replaceAll("'", "''")}'`)
  return ['# Written by Tokri at every start.', ...lines, ''].join('\n')
}

function reachableAt(address: Address): Settings {
  if (address.kind === 'tcp') return { listen_addresses: '127.0.0.1', port: address.port, unix_socket_directories: '' }
  const dir = `"${address.dir.replaceAll('"', '""')}"`
  return { listen_addresses: '', port: address.port, unix_socket_directories: dir, unix_socket_permissions: '0700' }
}
