import { lookup } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import { Agent } from 'undici'

/** IPv4 networks that are not of the internet (IANA special-purpose registry). */
const inside = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inside.addSubnet(net, bits, 'ipv4')

/** Global unicast, and of that not what leads back to IPv4 networks or is for documents. */
const global6 = new BlockList()
global6.addSubnet('2000::', 3, 'ipv6')
const special6 = new BlockList()
special6.addSubnet('2001::', 23, 'ipv6')
special6.addSubnet('2001:db8::', 32, 'ipv6')
special6.addSubnet('2002::', 16, 'ipv6')
special6.addSubnet('3fff::', 20, 'ipv6')

/** Whether an address is one of the internet. */
export function isOutside(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !inside.check(address, 'ipv4')
  return version === 6 && global6.check(address, 'ipv6') && !special6.check(address, 'ipv6')
}

/** Why an address that somebody else gave us may not be asked, or undefined where it may. Names are looked up later: see `outsideAgent`. */
export function whyNotOutside(text: string, privateAllowed: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'https:' && !(privateAllowed && url.protocol === 'http:')))
    return 'It has to begin with https://'
  if (url.username || url.password) return 'It may not have a name or password in it'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!privateAllowed && isIP(host) && !isOutside(host)) return 'It is an address of a private network'
  return undefined
}

/**
 * Connects to public addresses only. Checked at the connection and not before it: a name may lead elsewhere the next
 * time that it is asked (DNS rebinding).
 * @param connections to one host at most
 */
export const outsideAgent = (privateAllowed: boolean, connections = 4): Agent =>
  new Agent({
    connections,
    keepAliveTimeout: 5_000,
    maxResponseSize: 64 * 1024,
    connect: {
      timeout: 5_000,
      lookup: (host, options, done) =>
        lookup(host, { ...options, all: true }, (error, found) => {
          if (error) return done(error, [])
          const addresses = privateAllowed ? found : found.filter(({ address }) => isOutside(address))
          if (addresses.length === 0)
            return done(Object.assign(new Error('it is an address of a private network'), { code: 'EPRIVATE' }), [])
          if (options.all) return done(null, addresses)
          done(null, addresses[0]!.address, addresses[0]!.family)
        }),
    },
  })
