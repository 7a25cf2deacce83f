/** The image's health check: whether the process in this container answers. */
import { request } from 'node:http'

const port = process.env.PORT ?? '8080'
request({ host: '127.0.0.1', port, path: '/healthz', timeout: 2_500 }, (answer) => {
  answer.resume()
  process.exitCode = answer.statusCode === 200 ? 0 : 1
})
  .on('timeout', function () {
    this.destroy(new Error('no answer'))
  })
  .on('error', () => {
    process.exitCode = 1
  })
  .end()
