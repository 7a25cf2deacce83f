import { firstHi } from './first-hi.ts'
import { problemsHi } from './problems-hi.ts'

/** What every app says in Hindi from the beginning: where English has the API's own sentences, these are ours. */
export const startHi = { ...firstHi, ...problemsHi }
