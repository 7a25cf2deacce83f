import { BlockList, isIP } from 'node:net'

/**
 * What stands for a client when requests are counted: the IPv4 address, or the first 64 bits of an IPv6 address, since
 * one household gets that many addresses to choose from.
 */
export function clientKey(address: string): string {
  const plain = plainAddress(address)
  return isIP(plain) === 6 ? `${groupsOf(plain).slice(0, 4).join(':')}::/64` : plain
}

/** Without zone, and IPv4 as IPv4 where the system hands it over inside IPv6. */
const plainAddress = (address: string): string =>
  (address.split('%')[0] ?? address).replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

/** The eight groups of an IPv6 address, each without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array<string>(gap).fill('0'), ...right].map((group) => group.replace(/^0+(?=.)/, ''))
}

/** Whether an address is one of a list such as `10.0.0.0/8, 192.0.2.7, fd00::/8`. @throws Error naming the wrong one */
export function addressList(list: string): (address: string) => boolean {
  const known = new BlockList()
  const parts = list.split(',').flatMap((each) => each.trim() || [])
  for (const part of parts) {
    const [net = '', bits] = part.split('/')
    const family = isIP(net)
    const prefix = bits === undefined ? (family === 6 ? 128 : 32) : Number(bits)
    if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > (family === 6 ? 128 : 32))
      throw new Error(`"${part}" is not an address or network`)
    known.addSubnet(net, prefix, family === 6 ? 'ipv6' : 'ipv4')
  }
  if (parts.length === 0) return () => false
  return (address) => {
    const plain = plainAddress(address)
    const family = isIP(plain)
    return family !== 0 && known.check(plain, family === 6 ? 'ipv6' : 'ipv4')
  }
}

/** Loopback, private and link-local networks (RFC 1918, 4193, 3927, 4291). */
export const isPrivate = addressList(
  '127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 169.254.0.0/16, ::1, fc00::/7, fe80::/10',
)
