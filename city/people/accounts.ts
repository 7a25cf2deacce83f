import type { Role } from '../../contracts/identity.ts'

/** Every demo account has it; they exist with the demo data only. */
export const demoPassword = 'tokri-demo'

/** Somebody who lives in the demo city. `stores` are places in the list of stores, from 0. */
export interface DemoAccount {
  readonly email: string
  readonly password: string
  readonly name: string
  readonly phone?: string
  readonly roles: Role[]
  readonly stores: number[]
  /** Told at the start, for people who try the demo; the others are virtual people's own. */
  readonly login: boolean
}

const firstNames = [
  'Aarav',
  'Ananya',
  'Arjun',
  'Diya',
  'Farhan',
  'Gurpreet',
  'Ishita',
  'Joseph',
  'Kavya',
  'Lakshmi',
  'Manoj',
  'Meera',
  'Nikhil',
  'Pooja',
  'Rahul',
  'Sana',
  'Suresh',
  'Tara',
  'Vikram',
  'Zoya',
]
const lastNames = [
  'Banerjee',
  'Das',
  'Fernandes',
  'Gupta',
  'Iyer',
  'Khan',
  'Mehta',
  'Nair',
  'Patel',
  'Rao',
  'Sharma',
  'Singh',
]
const nameOf = (index: number) =>
  `${firstNames[index % firstNames.length]} ${lastNames[(index * 7 + Math.floor(index / firstNames.length)) % lastNames.length]}`

/** No number in India begins with 0, so that nobody is called where real providers are configured beside demo data. */
const phoneOf = (index: number) => `+9100000${10_000 + index}`

/** The people of the demo city, always the same. */
export function demoAccounts(city: {
  stores: number
  pickersPerStore?: number
  ridersPerStore?: number
  customers?: number
}): DemoAccount[] {
  const { stores, pickersPerStore = 2, ridersPerStore = 3, customers = 60 } = city
  const all = Array.from({ length: stores }, (_, place) => place)
  const login = (role: Role, name: string, places: number[]): DemoAccount => ({
    email: `${role}@demo.tokri`,
    password: demoPassword,
    name,
    roles: [role],
    stores: places,
    login: true,
  })
  let person = 0
  const virtual = (role: Role, number: number, places: number[]): DemoAccount => {
    person += 1
    return {
      email: `${role}-${number}@demo.tokri`,
      password: demoPassword,
      name: nameOf(person),
      phone: phoneOf(person),
      roles: [role],
      stores: places,
      login: false,
    }
  }
  return [
    login('admin', 'Asha Admin', all),
    login('manager', 'Mohan Manager', [0]),
    login('picker', 'Priya Picker', [0]),
    login('rider', 'Ravi Rider', [0]),
    { ...login('customer', 'Chandra Customer', []), phone: phoneOf(0) },
    ...all.flatMap((place) =>
      Array.from({ length: pickersPerStore }, (_, at) => virtual('picker', place * pickersPerStore + at + 1, [place])),
    ),
    ...all.flatMap((place) =>
      Array.from({ length: ridersPerStore }, (_, at) => virtual('rider', place * ridersPerStore + at + 1, [place])),
    ),
    ...Array.from({ length: customers }, (_, at) => virtual('customer', at + 1, [])),
  ]
}
