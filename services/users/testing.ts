import type { FastifyInstance } from 'fastify'
import type { Session } from '../../contracts/users.ts'

/** Short ways to do what every test of accounts does, through the public API. */
export function clientOf(house: { readonly app: FastifyInstance }) {
  let people = 0
  const send = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    options: { body?: object; token?: string; device?: string; from?: string } = {},
  ) =>
    house.app.inject({
      method,
      url,
      remoteAddress: options.from ?? '192.0.2.1',
      headers: {
        'user-agent': options.device ?? 'phone',
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      },
      ...(options.body === undefined ? {} : { payload: options.body }),
    })
  const password = 'correct horse battery'
  return {
    password,
    get: (url: string, token?: string) => send('GET', url, token === undefined ? {} : { token }),
    post: (url: string, body: object, options: { token?: string; device?: string; from?: string } = {}) =>
      send('POST', url, { body, ...options }),
    put: (url: string, body: object, token: string) => send('PUT', url, { body, token }),
    patch: (url: string, body: object, token: string) => send('PATCH', url, { body, token }),
    remove: (url: string, token: string) => send('DELETE', url, { token }),
    newEmail: () => `person${++people}@example.com`,
    /** Somebody new, logged in. */
    async somebody(more: object = {}): Promise<Session & { refreshToken: string }> {
      const body = { email: `somebody${++people}@example.com`, password, name: 'Asha Rao', ...more }
      const answer = await send('POST', '/v1/auth/register', { body, from: `198.51.100.${people % 250}` })
      if (answer.statusCode !== 201) throw new Error(answer.body)
      return answer.json()
    },
  }
}
