import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { BSON } from 'mongodb'

const query = 2_004
const reply = 1
const message = 2_013
const headerBytes = 16

/** A server that speaks MongoDB's protocol so far as to say which version it is. */
export async function openOldServer(maxWireVersion: number): Promise<{ url: string } & AsyncDisposable> {
  const hello = {
    ok: 1,
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    minWireVersion: 0,
    maxWireVersion,
    maxBsonObjectSize: 16 * 2 ** 20,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    readOnly: false,
  }
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
    let kept = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      kept = Buffer.concat([kept, chunk])
      while (kept.length >= headerBytes && kept.length >= kept.readInt32LE(0)) {
        socket.write(answer(kept.readInt32LE(4), kept.readInt32LE(12), hello))
        kept = kept.subarray(kept.readInt32LE(0))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/tokri`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function answer(to: number, asked: number, document: object): Buffer {
  const body = Buffer.from(BSON.serialize(document))
  const head = Buffer.alloc(headerBytes)
  // Flags, cursor, where it starts, how many; or flags and the kind of the one section.
  const more = Buffer.alloc(asked === query ? 20 : 5)
  if (asked === query) more.writeInt32LE(1, 16)
  head.writeInt32LE(head.length + more.length + body.length, 0)
  head.writeInt32LE(1, 4)
  head.writeInt32LE(to, 8)
  head.writeInt32LE(asked === query ? reply : message, 12)
  return Buffer.concat([head, more, body])
}
