import { RotateKeys } from '../../contracts/users.ts'
import { openHouse } from '../house.ts'
import type { Command } from './command.ts'

export const keys: Command = {
  usage: 'rotate [--urgent]',
  summary: 'Make a new key for access tokens; the old one goes when its tokens have',
  details: '--urgent   the old keys end now: everybody has to log in or refresh. For a key that has leaked.',
  options: { urgent: { type: 'boolean' }, json: { type: 'boolean' } },
  async run({ values, positionals }) {
    if (positionals[0] !== 'rotate') throw new Error('tokri keys rotate is what there is')
    await using house = await openHouse({ targets: ['users', 'notifications'], env: process.env, listen: false })
    const made = await house.call(RotateKeys, { ...(values.urgent ? { urgent: true } : {}) })
    process.stdout.write(values.json ? `${JSON.stringify(made)}\n` : `Key ${made.keyId} signs from ${made.signsFrom}\n`)
    return 0
  },
}
