import { type Role, roles } from '../../../contracts/identity.ts'

export const challengeLifeS = 300
export const challengeTriesMax = 5
export const recoveryCodesCount = 10

/** Those who can change what is others': money, prices, rights. */
export const staffRoles: readonly Role[] = ['manager', 'support', 'admin']

/**
 * The roles that the policy names: `auto` (staff in production, nobody elsewhere), `none`, or a list.
 * @throws Error naming what is no role
 */
export function rolesOfPolicy(policy: string, production: boolean): readonly Role[] {
  if (policy === 'auto') return production ? staffRoles : []
  if (policy === 'none') return []
  return policy.split(',').map((each) => {
    const found = roles.find((role) => role === each.trim())
    if (!found) throw new Error(`must be auto, none or roles separated by commas, but "${each.trim()}" is no role`)
    return found
  })
}

/** Letters and digits that nobody mistakes for one another when they are read from paper. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

/** `k7m2p-9xw4c`: ten characters of 31, some 49 bits. */
export function toRecoveryCode(bytes: Uint8Array): string {
  const letters = [...bytes.slice(0, 10)].map((byte) => alphabet[byte % alphabet.length]!)
  return `${letters.slice(0, 5).join('')}-${letters.slice(5).join('')}`
}

/** However it was typed: with or without the dash, in capitals. */
export const normaliseCode = (code: string): string => code.toLowerCase().replace(/[\s-]/g, '')

export const isTotp = (code: string): boolean => /^[0-9]{6}$/.test(normaliseCode(code))
