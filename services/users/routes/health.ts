import Type from 'typebox'
import { StaffActed } from '../../../contracts/audit.ts'
import { Health, HealthService, healthOf, healthServices, replayOf } from '../../../contracts/health.ts'
import { Problem } from '../../../contracts/problem.ts'
import { Timestamp } from '../../../contracts/time.ts'
import { routesOf } from '../../../kit/routes.ts'
import { message } from '../../../kit/sql.ts'
import type { UsersContext } from '../context.ts'

const route = routesOf<UsersContext>()

/** `health` is absent of a service that does not answer; then `why` says so by its code. */
const SystemHealth = Type.Object(
  {
    at: Timestamp,
    services: Type.Array(
      Type.Object({
        service: HealthService,
        ok: Type.Boolean(),
        why: Type.Optional(Type.String()),
        health: Type.Optional(Health),
      }),
    ),
  },
  { title: 'SystemHealth' },
)

export const healthRoutes = [
  route(
    {
      method: 'GET',
      path: '/v1/admin/health',
      summary: 'How each service and engine is, how far events are behind, and which could not be applied',
      access: ['admin'],
      answer: SystemHealth,
      rateLimit: { requests: 60, perS: 60 },
    },
    async (_, { call, clock, log }) => ({
      at: new Date(clock.now()).toISOString(),
      services: await Promise.all(
        healthServices.map(async (service) => {
          try {
            const health = await call(healthOf(service), {})
            return { service, ok: health.deadCount === 0 && health.engines.every((each) => each.ok), health }
          } catch (error) {
            log.warn({ error, service }, 'a service does not tell how it is')
            return { service, ok: false, why: error instanceof Problem ? error.code : 'service/internal' }
          }
        }),
      ),
    }),
  ),
  route(
    {
      method: 'POST',
      path: '/v1/admin/health/replay',
      summary: 'Try events again that a service could not apply: one, or all of it',
      access: ['admin'],
      body: Type.Object(
        { service: HealthService, eventId: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })) },
        { additionalProperties: false },
      ),
      answer: Type.Object({ replayed: Type.Integer() }),
      rateLimit: { requests: 30, perS: 60 },
    },
    async ({ actor, body: { service, eventId } }, { call, db }) => {
      // Noted first: a replay that nobody knows of would be worse than a note of one that failed.
      const about = {
        actor: actor.userId,
        action: 'events.replayed',
        subject: service,
        details: { eventId: eventId ?? 'all' },
      }
      await db.begin((tx) => db.publish(tx, message(StaffActed, service, about)))
      return call(replayOf(service), eventId === undefined ? {} : { eventId })
    },
  ),
]
