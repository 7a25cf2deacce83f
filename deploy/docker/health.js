/** The image's health check: whether the process in this container answers. Services with certificates speak HTTPS. */
import http from 'node:http'
import https from 'node:https'

const port = process.env.PORT ?? '8080'

/** @param {typeof http | typeof https} by @param {() => void} otherwise */
function ask(by, otherwise) {
  const options = { host: '127.0.0.1', port, path: '/healthz', timeout: 2_500, rejectUnauthorized: false }
  by.request(options, (answer) => {
    answer.resume()
    process.exitCode = answer.statusCode === 200 ? 0 : 1
  })
    .on('timeout', function () {
      this.destroy(new Error('no answer'))
    })
    .on('error', otherwise)
    .end()
}

const ill = () => {
  process.exitCode = 1
}
ask(http, () => (process.env.TOKRI_TLS_CERT ? ask(https, ill) : ill()))
