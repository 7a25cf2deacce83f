import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

const short = (text: string) => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
const long = (bytes: Buffer | string) => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(bytes.length)
  return Buffer.concat([size, Buffer.from(bytes)])
}
const table = (entries: Record<string, string>) =>
  long(
    Buffer.concat(
      Object.entries(entries).map(([key, value]) => Buffer.concat([short(key), Buffer.from('S'), long(value)])),
    ),
  )
const frame = (classId: number, methodId: number, ...parts: Buffer[]) => {
  const payload = Buffer.concat([Buffer.from([0, classId, 0, methodId]), ...parts])
  return Buffer.concat([Buffer.from([1, 0, 0]), long(payload), Buffer.from([0xce])])
}

/** A server that shakes hands as AMQP 0-9-1 has it, under any name and version. */
export async function openImpostor(product: string, version: string): Promise<AsyncDisposable & { url: string }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.on('error', () => {}))
    socket.write(frame(10, 10, Buffer.from([0, 9]), table({ product, version }), long('PLAIN'), long('en_US')))
    socket.write(frame(10, 30, Buffer.from([0, 0]), Buffer.from([0, 2, 0, 0]), Buffer.from([0, 60])))
    socket.write(frame(10, 41, short('')))
    socket.resume()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `amqp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
