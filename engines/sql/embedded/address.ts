import { createServer } from 'node:net'
import type { SqlOptions } from '../port.ts'
import { socketOptions } from '../url.ts'
import { findSocketDir, type Place } from './place.ts'

/** Where our PostgreSQL listens: a socket in a private folder, or loopback where there are no such sockets. */
export type Address = { kind: 'socket'; dir: string; port: number } | { kind: 'tcp'; port: number }

export type Login = { user: string; password: string; database: string }

/** With a socket of its own folder, every home can use the same number. */
const socketPort = 5432

export async function chooseAddress(place: Place): Promise<Address> {
  if (process.platform === 'win32') return { kind: 'tcp', port: await freePort() }
  return { kind: 'socket', dir: findSocketDir(place, socketPort), port: socketPort }
}

export function optionsFor(address: Address, { user, password, database }: Login): SqlOptions {
  const login = { user, pass: password, database }
  if (address.kind === 'tcp') return { ...login, host: '127.0.0.1', port: address.port, ssl: false }
  return { ...login, ...socketOptions(address.dir, address.port) }
}

export function urlFor(address: Address, { user, password, database }: Login): string {
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  if (address.kind === 'tcp') return `postgres://${login}@127.0.0.1:${address.port}/${database}`
  const query = new URLSearchParams({ host: address.dir, port: String(address.port) })
  // libpq does not read + as a space.
  return `postgres://${login}@localhost/${database}?${query.toString().replaceAll('+', '%20')}`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
