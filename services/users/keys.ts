import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import type { Log } from '../../kit/log.ts'
import { deriveKey, seal, unseal } from '../../kit/seal.ts'
import type { Sql } from '../../kit/sql.ts'
import { addKey, dropExpiredKeys, type KeyRow, loadKeys } from './store/keys.ts'

/** How long a key is published before it signs. Above `reloadMs` and the kit's pause between two fetches of the keys. */
export const publishLeadMs = 120_000
const reloadMs = 30_000
/** Beyond the life of the last token: for clocks that differ. */
const marginMs = 60_000

export interface SigningKey {
  readonly id: string
  readonly privateKey: KeyObject
}

export interface PublicKey {
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly kid: string
  readonly alg: string
  readonly use: string
}

interface Ring {
  readonly signing: { key: SigningKey; signsFrom: number }[]
  readonly published: PublicKey[]
  readonly newestAt: number
  readonly loadedAt: number
}

/**
 * The keys that access tokens are signed with. A key's life:
 *
 *     made ── 2 min ──► signs ──────────► its successor signs ── life of a token + 1 min ──► gone
 *      └─ published ─────────────────────────────────────────────────────────────────────┘
 *
 * Every copy of the service reads the table again each half minute, so all of them know a key before any signs with it.
 * Private parts are in the table encrypted with the installation's key.
 */
export function openKeyRing(options: { sql: Sql; clock: Clock; log: Log; secretKey: Uint8Array; tokenLifeMs: number }) {
  const { sql, clock, log } = options
  const wrapping = deriveKey(options.secretKey, 'tokri.users.signing-keys')
  let ring: Ring | undefined
  let loading: Promise<Ring> | undefined

  const open = (row: KeyRow): { key: SigningKey; signsFrom: number }[] => {
    const pkcs8 = unseal(wrapping, row.sealedPrivateKey, row.id)
    if (!pkcs8) {
      log.error({ keyId: row.id }, 'a signing key was sealed with another TOKRI_SECRET_KEY and is left aside')
      return []
    }
    const privateKey = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })
    return [{ key: { id: row.id, privateKey }, signsFrom: row.signsFrom }]
  }

  const reload = async (): Promise<Ring> => {
    const rows = await loadKeys(sql, clock.now())
    ring = {
      signing: rows.flatMap(open).sort((a, b) => b.signsFrom - a.signsFrom),
      published: rows.map((row) => row.publicKey),
      newestAt: Math.max(0, ...rows.map((row) => row.createdAt)),
      loadedAt: clock.now(),
    }
    return ring
  }

  const current = async (): Promise<Ring> => {
    if (ring && clock.now() - ring.loadedAt < reloadMs) return ring
    loading ??= reload().finally(() => {
      loading = undefined
    })
    return loading
  }

  /** `wanted` is asked when nobody else can be making one. */
  const make = async (
    when: 'next' | 'now' | 'urgent',
    wanted: (rows: KeyRow[]) => boolean = () => true,
  ): Promise<{ keyId: string; signsFrom: number }> => {
    const pair = generateKeyPairSync('ed25519')
    const { kty, crv, x } = pair.publicKey.export({ format: 'jwk' }) as { kty: string; crv: string; x: string }
    const pkcs8 = pair.privateKey.export({ format: 'der', type: 'pkcs8' })
    const now = clock.now()
    const { keyId, signsFrom } = await addKey(sql, {
      now,
      signsFrom: when === 'next' ? now + publishLeadMs : now,
      predecessorsExpireAfterMs: when === 'urgent' ? 0 : options.tokenLifeMs + marginMs,
      onlyIf: wanted,
      make: (id) => ({
        publicKey: { kty, crv, x, kid: id, alg: 'EdDSA', use: 'sig' },
        sealedPrivateKey: seal(wrapping, pkcs8, id),
      }),
    })
    await reload()
    return { keyId, signsFrom }
  }

  return {
    /** Makes the first key of the installation, or one that we can open. */
    async begin(): Promise<void> {
      await make('now', (rows) => !rows.some((row) => open(row).length > 0))
    },
    /** The key that signs now. */
    async signing(): Promise<SigningKey> {
      const { signing } = await current()
      const found = signing.find((each) => each.signsFrom <= clock.now())
      if (!found) throw new Error('no key signs access tokens')
      return found.key
    },
    published: async (): Promise<PublicKey[]> => (await current()).published,
    rotate: (urgent: boolean) => make(urgent ? 'urgent' : 'next'),
    /** Makes the next key when the newest is older than so many milliseconds. */
    async rotateAfter(ageMs: number): Promise<void> {
      const due = (newestAt: number) => clock.now() - newestAt >= ageMs
      if (due((await current()).newestAt))
        await make('next', (rows) => due(Math.max(...rows.map((row) => row.createdAt))))
    },
    dropExpired: () => dropExpiredKeys(sql, clock.now()),
  }
}

export type KeyRing = ReturnType<typeof openKeyRing>
