import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, test } from 'node:test'
import { parseStats } from './haproxy.ts'
import { kubernetes } from './kubernetes.ts'
import { judge } from './release.ts'

describe('what a new fleet has failed', () => {
  const settings = { failedShareMax: 0.01, judgeFrom: 50 }
  const counts = (requests: number, failed: number) => ({ requests, failed })

  test('is not judged by too few requests', () => {
    assert.equal(judge(counts(0, 0), counts(49, 49), settings), null)
  })
  test('is counted from the turn on, since a fleet of this colour has served before', () => {
    assert.equal(judge(counts(1_000, 900), counts(1_100, 901), settings), null)
  })
  test('may be one in a hundred, and no more', () => {
    assert.equal(judge(counts(0, 0), counts(100, 1), settings), null)
    assert.equal(judge(counts(0, 0), counts(100, 2), settings), '2 of 100 requests failed')
  })
})

test("HAProxy's statistics are read by the names of their columns", () => {
  const rows = parseStats('# pxname,svname,req_tot,hrsp_5xx,\nblue,BACKEND,12,3,\ngreen,BACKEND,,,\n\n')
  assert.deepEqual(
    rows.map(({ pxname, svname, req_tot, hrsp_5xx }) => [pxname, svname, req_tot, hrsp_5xx]),
    [
      ['blue', 'BACKEND', '12', '3'],
      ['green', 'BACKEND', '', ''],
    ],
  )
})

test('in Kubernetes the Service is turned by its selector, and Prometheus counts', async () => {
  const queries: string[] = []
  const prometheus = createServer((request, answer) => {
    const query = new URL(request.url!, 'http://localhost').searchParams.get('query')!
    queries.push(query)
    answer.end(
      JSON.stringify({ status: 'success', data: { result: [{ value: [0, query.includes('5..') ? '2' : '90'] }] } }),
    )
  })
  await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve))
  const said: string[] = []
  const { edge, fleets } = kubernetes({
    namespace: 'shop',
    chart: 'deploy/helm/tokri',
    values: ['production.yaml'],
    prometheusUrl: `http://127.0.0.1:${(prometheus.address() as AddressInfo).port}`,
    gatewayUrl: (ip) => `http://${ip}:8080`,
    run: async (program, args) => {
      said.push(`${program} ${args.join(' ')}`)
      if (args.includes('service')) return 'blue'
      return args.includes('pods') ? '10.1.0.4 10.1.0.5' : ''
    },
  })
  try {
    assert.equal(await edge.active(), 'blue')
    await edge.turn('green')
    assert.match(said.at(-1)!, /patch service tokri --patch \{"spec":\{"selector":\{"tokri.dev\/color":"green"\}\}\}/)
    assert.deepEqual(await edge.counts('green'), { requests: 90, failed: 2 })
    assert.ok(queries.every((query) => query.includes('color="green"')))
    await fleets.start('green', '1.2.3')
    assert.match(said.at(-1)!, /upgrade --install tokri-green .*color=green.*image.tag=1\.2\.3.*--wait/)
    assert.deepEqual(await fleets.gateways('green'), ['http://10.1.0.4:8080', 'http://10.1.0.5:8080'])
  } finally {
    prometheus.close()
  }
})
