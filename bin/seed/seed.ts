import { demoAccounts } from '../../city/people/accounts.ts'
import { PutOffers } from '../../contracts/carts.ts'
import { PutCity, PutRiders } from '../../contracts/deliveries.ts'
import type { Point } from '../../contracts/geo.ts'
import { CreditWallet } from '../../contracts/payments.ts'
import { PutSlotTemplates } from '../../contracts/slots.ts'
import { ListStores, PutStores } from '../../contracts/stores.ts'
import { PutAccounts } from '../../contracts/users.ts'
import type { House } from '../house.ts'
import { type ImportReport, importCatalogue, loadDemoProducts, stockShelves } from './products.ts'
import { readSite, type Site } from './site.ts'

const demoCreditPaise = 100_000
const accountsBatch = 50

export interface SeedOptions {
  readonly home: string
  /** A CSV instead of the demo catalogue. */
  readonly catalogue?: string
  /** How many times faster than real the virtual riders ride; 1 without any. */
  readonly speed: number
  /** Virtual staff of each store; as many as the demo has, unless told. */
  readonly staff?: Staff
  readonly onProgress: (text: string) => void
}

export interface Staff {
  readonly pickersPerStore: number
  readonly ridersPerStore: number
}

export interface Seeded {
  /** Of the catalogue, if one was read now. */
  readonly report: ImportReport | null
  /** The city's stores, in the order in which the demo accounts count them. */
  readonly stores: readonly { readonly id: string; readonly point: Point }[]
}

/**
 * Fills an empty installation: stores and addresses for the map that lies there, a catalogue on their shelves, people,
 * coupons. Everything goes by idempotent operations and is noted when done, so an interrupted seed is taken up again.
 */
export async function seed(house: House, options: SeedOptions): Promise<Seeded> {
  const { call } = house
  const notes = await openNotes(house)
  const site = await readSite(options.home)
  let report: ImportReport | null = null

  if (await notes.missing(`city:${site.key}`)) {
    options.onProgress(`Opening ${site.stores.length} stores in ${site.name}`)
    await pauseOthers(house, site)
    const { stores } = await call(PutStores, { stores: site.stores })
    await notes.put(
      `stores:${site.key}`,
      stores.map((store) => store.storeId),
    )
    await notes.put(`city:${site.key}`, true)
  }
  const storeIds = (await notes.get<string[]>(`stores:${site.key}`)) ?? []
  const people = `people:${site.key}:${options.staff ? Object.values(options.staff).join('+') : 'demo'}`
  if (await notes.missing(people)) {
    await putPeople(house, site, storeIds, options)
    await notes.put(people, true)
  }
  await call(PutCity, {
    name: site.name,
    demo: true,
    speed: options.speed,
    logins: demoAccounts({ stores: 1 })
      .filter((person) => person.login)
      .map((person) => ({ role: person.roles[0]!, email: person.email })),
  })
  const source = options.catalogue ? `catalogue:${options.catalogue}` : 'catalogue:demo'
  const anything = await notes.get<string[]>('products')
  if (options.catalogue || !anything) {
    if (await notes.missing(source)) {
      options.onProgress('Loading the catalogue')
      const counted = (count: number) => options.onProgress(`Loading the catalogue: ${count} products`)
      report = options.catalogue
        ? await importCatalogue(call, options.catalogue, counted)
        : { ...(await loadDemoProducts(call, counted)), copies: 0, problems: [] }
      await notes.put('products', [...new Set([...(anything ?? []), ...report.productIds.values()])])
      await notes.put(source, true)
    }
  }
  const productIds = (await notes.get<string[]>('products')) ?? []
  const shelves = `shelves:${site.key}:${productIds.length}`
  if (await notes.missing(shelves)) {
    await stockShelves(call, { key: shelves, storeIds, productIds, onProgress: options.onProgress })
    await notes.put(shelves, true)
  }
  const windows = `windows:${site.key}`
  if (await notes.missing(windows)) {
    await call(PutSlotTemplates, { templates: storeIds.flatMap(windowsOf) })
    await notes.put(windows, true)
  }
  const { stores } = await call(ListStores, {})
  const known = new Map(stores.map((store) => [store.id, store.point]))
  return { report, stores: storeIds.map((id) => ({ id, point: known.get(id)! })) }
}

/** With another map, the stores of the last one are out of reach. */
async function pauseOthers({ call }: House, site: Site): Promise<void> {
  const codes = new Set(site.stores.map((store) => store.code))
  const { stores } = await call(ListStores, {})
  const others = stores.filter((store) => !codes.has(store.code) && !store.paused)
  if (others.length === 0) return
  await call(PutStores, {
    stores: others.map(({ code, name, address, point, area, timeZone, hours }) => ({
      code,
      name,
      address,
      point,
      area,
      timeZone,
      hours,
      paused: true,
    })),
  })
}

async function putPeople(
  house: House,
  site: Site,
  storeIds: string[],
  { staff, onProgress }: SeedOptions,
): Promise<void> {
  const { call } = house
  onProgress('Hiring pickers and riders')
  const people = demoAccounts({ stores: storeIds.length, ...staff })
  const userIds = new Map<string, string>()
  for (let from = 0; from < people.length; from += accountsBatch) {
    const accounts = people.slice(from, from + accountsBatch).map((person, index) => ({
      email: person.email,
      password: person.password,
      name: person.name,
      ...(person.phone ? { phone: person.phone } : {}),
      roles: person.roles,
      storeIds: person.stores.map((place) => storeIds[place]!),
      addresses: person.roles.includes('customer') ? homesOf(site, from + index) : [],
      demo: true,
    }))
    const { users } = await call(PutAccounts, { accounts })
    for (const { email, userId } of users) userIds.set(email, userId)
  }
  const riders = people.filter((person) => person.roles.includes('rider'))
  await call(PutRiders, {
    riders: riders.map((person) => ({
      userId: userIds.get(person.email)!,
      name: person.name,
      vehicle: 'motorbike' as const,
      storeId: storeIds[person.stores[0] ?? 0]!,
      ...(person.phone ? { phone: person.phone } : {}),
    })),
  })
  for (const person of people.filter((each) => each.roles.includes('customer'))) {
    const userId = userIds.get(person.email)!
    await call(CreditWallet, {
      reference: `welcome:${userId}`,
      userId,
      amount: { amount: demoCreditPaise, currency: 'INR' },
      reason: 'Welcome to Tokri',
    })
  }
  await call(PutOffers, { offers: offers() })
}

/** Two homes for everybody, far enough apart that some are served by another store. */
const homesOf = ({ addresses }: Site, index: number) => {
  const first = addresses[index % addresses.length]
  const second = addresses[(index * 7 + 3) % addresses.length]
  return [
    ...(first ? [{ label: 'Home', ...first }] : []),
    ...(second && second !== first ? [{ label: 'Work', ...second }] : []),
  ].map(({ label, line1, line2, lat, lng }) => ({ label, line1, ...(line2 ? { line2 } : {}), lat, lng }))
}

/** Two hours each from morning to evening, every day; the evening costs a little. */
const windowsOf = (storeId: string) =>
  [8, 10, 12, 14, 16, 18, 20].map((hour) => ({
    storeId,
    weekdays: [0, 1, 2, 3, 4, 5, 6],
    start: hour * 60,
    end: (hour + 2) * 60,
    capacity: 40,
    fee: { amount: hour >= 18 ? 1_500 : 0, currency: 'INR' as const },
    cutoffMinutes: 60,
  }))

const offers = () => {
  const startsAt = '2026-01-01T00:00:00Z'
  const endsAt = '2036-01-01T00:00:00Z'
  const rupees = (amount: number) => ({ amount: amount * 100, currency: 'INR' as const })
  return [
    {
      code: 'WELCOME50',
      title: '₹50 off your first order',
      titleHi: 'पहले ऑर्डर पर ₹50 की छूट',
      kind: 'flat' as const,
      value: 5_000,
      minimum: rupees(199),
      perUser: 1,
      startsAt,
      endsAt,
    },
    {
      code: 'FRESH10',
      title: '10 % off, up to ₹100',
      titleHi: '10 % की छूट, ₹100 तक',
      kind: 'percent' as const,
      value: 1_000,
      cap: rupees(100),
      minimum: rupees(299),
      startsAt,
      endsAt,
    },
    {
      code: 'FREEDEL',
      title: 'Free delivery',
      titleHi: 'मुफ़्त डिलीवरी',
      kind: 'free-delivery' as const,
      value: 0,
      minimum: rupees(149),
      startsAt,
      endsAt,
    },
  ]
}

/** What has been seeded, in the database itself: a copy of the data knows what it holds. */
async function openNotes({ sql }: House) {
  await sql`create schema if not exists tokri`
  await sql`create table if not exists tokri.seeds (name text primary key, value jsonb not null, at timestamptz not null default now())`
  const get = async <T>(name: string): Promise<T | null> => {
    const [row] = await sql<{ value: T }[]>`select value from tokri.seeds where name = ${name}`
    return row?.value ?? null
  }
  return {
    get,
    missing: async (name: string) => (await get(name)) === null,
    put: async (name: string, value: string[] | boolean) => {
      await sql`insert into tokri.seeds (name, value) values (${name}, ${sql.json(value)}) on conflict (name) do update set value = excluded.value, at = now()`
    },
  }
}
