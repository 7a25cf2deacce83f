import { type MdrpCourier, type MdrpInstance, type MdrpOrder, type Place, travelMin } from './instance.ts'
import type { Assignment, Instruction, MdrpPlan } from './plan.ts'

/** Every way in which a plan can break a rule of the problem. */
export type RuleBreak =
  | 'unknown-courier'
  | 'unknown-restaurant'
  | 'unknown-order'
  | 'not-whole-minutes'
  | 'no-orders'
  | 'order-twice'
  | 'several-restaurants'
  | 'assigned-before-placed'
  | 'started-before-assigned'
  | 'started-before-shift'
  | 'interleaved'
  | 'diverted'
  | 'picked-up-too-early'
  | 'picked-up-before-ready'
  | 'picked-up-after-shift'
  | 'dropped-too-early'
  | 'added-before-arrival'
  | 'added-after-pickup'
  | 'click-to-door-over-maximum'

export interface Fault {
  readonly rule: RuleBreak
  readonly courierId: string
  readonly orderId?: string
  readonly text: string
}

/** What a legal plan makes of the day; the scorer works out every figure from it. */
export interface Executed {
  readonly drops: readonly ExecutedDrop[]
  readonly bundles: number
  readonly couriers: ReadonlyMap<string, { drivingMin: number; pickups: number; drops: number }>
}

export interface ExecutedDrop {
  readonly order: MdrpOrder
  readonly courierId: string
  readonly pickedUpAtMin: number
  readonly droppedAtMin: number
}

/**
 * Follows every courier through the day by the rules alone: where they are, when they are free, and whether what the plan
 * claims can be. Half of a service time is spent before the goods change hands, half after.
 */
export function execute(instance: MdrpInstance, plan: MdrpPlan): { faults: Fault[]; executed: Executed } {
  const faults: Fault[] = []
  const delivered = new Map<string, ExecutedDrop>()
  const work = new Map<string, { drivingMin: number; pickups: number; drops: number }>()
  const couriers = new Map(instance.couriers.map((courier) => [courier.id, courier]))
  let bundles = 0
  for (const [courierId, instructions] of byCourier(plan)) {
    const courier = couriers.get(courierId)
    if (!courier) {
      faults.push({ rule: 'unknown-courier', courierId, text: `there is no courier ${courierId}` })
      continue
    }
    const day = new CourierDay(instance, courier, faults, delivered)
    for (const each of instructions) day.follow(each)
    work.set(courierId, { drivingMin: day.drivingMin, pickups: day.pickups, drops: day.drops })
    bundles += day.pickups
  }
  return { faults, executed: { drops: [...delivered.values()], bundles, couriers: work } }
}

function byCourier(plan: MdrpPlan): Map<string, Instruction[]> {
  const all = Map.groupBy(plan.instructions, (each) => each.courierId)
  for (const list of all.values()) list.sort((a, b) => a.startedAtMin - b.startedAtMin)
  return all
}

/** One courier's day as it unfolds. */
class CourierDay {
  drivingMin = 0
  pickups = 0
  drops = 0
  #place: Place
  #freeAtMin: number
  #before: 'shift' | Instruction['kind'] = 'shift'
  readonly #instance: MdrpInstance
  readonly #courier: MdrpCourier
  readonly #faults: Fault[]
  readonly #delivered: Map<string, ExecutedDrop>
  readonly #restaurants: ReadonlyMap<string, Place>
  readonly #orders: ReadonlyMap<string, MdrpOrder>

  constructor(instance: MdrpInstance, courier: MdrpCourier, faults: Fault[], delivered: Map<string, ExecutedDrop>) {
    this.#instance = instance
    this.#courier = courier
    this.#faults = faults
    this.#delivered = delivered
    this.#place = courier
    this.#freeAtMin = courier.onAtMin
    this.#restaurants = new Map(instance.restaurants.map((each) => [each.id, each]))
    this.#orders = new Map(instance.orders.map((each) => [each.id, each]))
  }

  follow(instruction: Instruction): void {
    const restaurant = this.#restaurants.get(instruction.restaurantId)
    if (!restaurant) {
      this.#fault('unknown-restaurant', `there is no restaurant ${instruction.restaurantId}`)
      return
    }
    if (!timesOf(instruction).every(Number.isInteger))
      this.#fault('not-whole-minutes', `times of ${instruction.kind} to ${restaurant.id} are not whole minutes`)
    const { assignedAtMin, startedAtMin } = instruction
    if (startedAtMin < assignedAtMin)
      this.#fault('started-before-assigned', `set out at ${startedAtMin}, told at ${assignedAtMin}`)
    if (startedAtMin < this.#freeAtMin) {
      const rule = ({ shift: 'started-before-shift', assignment: 'interleaved', move: 'diverted' } as const)[
        this.#before
      ]
      this.#fault(rule, `set out at ${startedAtMin}, free at ${this.#freeAtMin}`)
    }
    const arrivedAtMin = Math.max(startedAtMin, this.#freeAtMin) + this.#drive(restaurant)
    this.#before = instruction.kind
    if (instruction.kind === 'move') this.#freeAtMin = arrivedAtMin
    else this.#serve(instruction, arrivedAtMin)
  }

  #serve(assignment: Assignment, arrivedAtMin: number): void {
    const { pickupServiceMin, dropServiceMin, maximumClickToDoorMin } = this.#instance
    const { pickedUpAtMin, assignedAtMin } = assignment
    const parkedAtMin = arrivedAtMin + pickupServiceMin / 2
    if (assignment.drops.length === 0) this.#fault('no-orders', `nothing to fetch at ${assignment.restaurantId}`)
    if (pickedUpAtMin < parkedAtMin)
      this.#fault('picked-up-too-early', `picked up at ${pickedUpAtMin}, at the counter at ${parkedAtMin}`)
    if (pickedUpAtMin > this.#courier.offAtMin)
      this.#fault('picked-up-after-shift', `picked up at ${pickedUpAtMin}, shift ended at ${this.#courier.offAtMin}`)
    this.pickups++
    let leftAtMin = Math.max(pickedUpAtMin, parkedAtMin) + pickupServiceMin / 2
    for (const drop of assignment.drops) {
      const order = this.#orders.get(drop.orderId)
      if (!order) {
        this.#fault('unknown-order', `there is no order ${drop.orderId}`, drop.orderId)
        continue
      }
      const fault = (rule: RuleBreak, text: string) => this.#fault(rule, text, order.id)
      if (this.#delivered.has(order.id)) fault('order-twice', 'carried twice')
      if (order.restaurantId !== assignment.restaurantId)
        fault('several-restaurants', `cooked at ${order.restaurantId}, fetched at ${assignment.restaurantId}`)
      const toldAtMin = drop.addedAtMin ?? assignedAtMin
      if (toldAtMin < order.placedAtMin)
        fault('assigned-before-placed', `assigned at ${toldAtMin}, placed at ${order.placedAtMin}`)
      if (drop.addedAtMin !== undefined && drop.addedAtMin < arrivedAtMin)
        fault('added-before-arrival', `added at ${drop.addedAtMin}, courier there at ${arrivedAtMin}`)
      if (drop.addedAtMin !== undefined && drop.addedAtMin > pickedUpAtMin)
        fault('added-after-pickup', `added at ${drop.addedAtMin}, picked up at ${pickedUpAtMin}`)
      if (pickedUpAtMin < order.readyAtMin)
        fault('picked-up-before-ready', `picked up at ${pickedUpAtMin}, ready at ${order.readyAtMin}`)
      const earliestMin = leftAtMin + this.#drive(order) + dropServiceMin / 2
      if (drop.droppedAtMin < earliestMin)
        fault('dropped-too-early', `dropped at ${drop.droppedAtMin}, possible from ${earliestMin}`)
      if (drop.droppedAtMin - order.placedAtMin > maximumClickToDoorMin)
        fault('click-to-door-over-maximum', `${drop.droppedAtMin - order.placedAtMin} minutes from click to door`)
      leftAtMin = Math.max(drop.droppedAtMin, earliestMin) + dropServiceMin / 2
      this.drops++
      const { courierId } = assignment
      this.#delivered.set(order.id, { order, courierId, pickedUpAtMin, droppedAtMin: drop.droppedAtMin })
    }
    this.#freeAtMin = leftAtMin
  }

  #drive(to: Place): number {
    const minutes = travelMin(this.#instance, this.#place, to)
    this.drivingMin += minutes
    this.#place = to
    return minutes
  }

  #fault(rule: RuleBreak, text: string, orderId?: string): void {
    this.#faults.push({ rule, courierId: this.#courier.id, ...(orderId && { orderId }), text })
  }
}

const timesOf = (instruction: Instruction): number[] => {
  const { assignedAtMin, startedAtMin } = instruction
  if (instruction.kind === 'move') return [assignedAtMin, startedAtMin]
  const drops = instruction.drops.flatMap((drop) => [drop.droppedAtMin, drop.addedAtMin ?? assignedAtMin])
  return [assignedAtMin, startedAtMin, instruction.pickedUpAtMin, ...drops]
}
