import Type from 'typebox'
import type { RouteShape } from '../../../kit/routes.ts'

const health = Type.Object({ status: Type.Literal('ok') })

/** What the gateway answers by itself, told like any other route. */
export const edgeRoutes: readonly RouteShape[] = [
  {
    method: 'GET',
    path: '/v1/live',
    summary:
      'The live connection, a WebSocket: send LiveRequest, hear { topic } with LiveMessage. Topics: order:<id>, city, picks:<store id>, rider',
    access: 'public',
    query: Type.Object({
      token: Type.Optional(Type.String({ description: 'An access token', maxLength: 4_096 })),
      beats: Type.Optional(
        Type.Literal('1', { description: 'Hear { "type": "beat" } every 25 s, for pages, which see no pings' }),
      ),
    }),
    produces: 'application/json',
    problems: [
      'auth/required',
      'auth/invalid-token',
      'auth/expired-token',
      'request/origin-refused',
      'request/upgrade-required',
    ],
    rateLimit: { requests: 120, perS: 60, by: 'address' },
  },
  { method: 'GET', path: '/healthz', summary: 'Whether the process lives', access: 'public', answer: health },
  { method: 'GET', path: '/readyz', summary: 'Whether its engines answer', access: 'public', answer: health },
  {
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics for Prometheus: from private addresses, or with the metrics token',
    access: 'public',
    produces: 'text/plain',
    problems: ['auth/required', 'auth/forbidden'],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    access: 'public',
    answer: Type.Record(Type.String(), Type.Unknown()),
  },
  { method: 'GET', path: '/docs', summary: 'This description, to read', access: 'public', produces: 'text/html' },
  { method: 'GET', path: '/docs/problems', summary: 'All problem codes', access: 'public', produces: 'text/html' },
]
