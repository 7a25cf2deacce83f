import type { Device } from '../sessions.ts'

/** What a device calls itself, and where it comes from. */
export const deviceOf = (request: { headers: { 'user-agent'?: string | undefined }; address: string }): Device => ({
  name: (request.headers['user-agent'] ?? 'unknown').slice(0, 200),
  address: request.address,
})
