import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import type { SandboxCredentials } from '../credentials.ts'

const kinds = { js: 'text/javascript', css: 'text/css', html: 'text/html' } as const
const pages: Record<string, string> = {
  '/js/v3': 'stripe.js',
  '/js/v3/': 'stripe.js',
  '/elements/payment': 'payment.html',
  '/elements/payment.js': 'payment.js',
  '/elements/challenge': 'challenge.html',
  '/elements/challenge.js': 'challenge.js',
  '/elements/frame.js': 'frame.js',
  '/elements/frame.css': 'frame.css',
}

// Card details are typed into these pages only: nothing from elsewhere runs in them, and they talk to nobody else.
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors *"

/** The browser's side: the script with Stripe.js' interface, and the frames it opens for the card and the challenge. */
export function browserPart(app: FastifyInstance, credentials: SandboxCredentials['stripe']) {
  for (const [path, file] of Object.entries(pages)) {
    const body = readFileSync(new URL(`browser/${file}`, import.meta.url), 'utf8')
    const type = kinds[file.split('.').at(-1) as keyof typeof kinds]
    app.get(path, (_request, reply) =>
      reply
        .type(`${type}; charset=utf-8`)
        .header('cache-control', 'no-cache')
        .header('content-security-policy', contentPolicy)
        .header('cross-origin-resource-policy', 'cross-origin') // shops load the script from their own origin
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .send(body),
    )
  }
  // What a page needs to begin with, so that a demo needs no configuration. Publishable means public.
  app.get('/js/v3/config.json', (_request, reply) =>
    reply.header('access-control-allow-origin', '*').send({ publishableKey: credentials.publishableKey }),
  )
}
