import { describeApi } from '../../services/gateway/openapi/document.ts'
import { loadServices } from '../../services/index.ts'
import type { Command } from './command.ts'

export const openapi: Command = {
  usage: '',
  summary: 'Print the description of the HTTP API (OpenAPI 3.1)',
  details: 'The same as GET /openapi.json, without a running Tokri: for generators of clients.',
  options: {},
  async run() {
    const text = `${JSON.stringify(describeApi(await loadServices()), null, 2)}\n`
    // A pipe takes it in parts, and the process ends after this.
    await new Promise((done) => process.stdout.write(text, done))
    return 0
  },
}
