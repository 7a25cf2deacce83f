import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { serviceNames } from '../../services/index.ts'

/** Needs tools rather than an engine: helm (by the Go toolchain) and the schemas of Kubernetes (from PyPI). */
const chart = fileURLToPath(new URL('./tokri', import.meta.url))
const tools = fileURLToPath(new URL('../tools.sh', import.meta.url))
const tool = (name: string): string => execFileSync(tools, [name], { encoding: 'utf8' }).trim()
/** The gateway, and every service. */
const targets = serviceNames.length + 1
const versions = ['1.34', '1.35', '1.36', '1.37']

let helm: string
let validate: string
const run = (program: string, args: string[]) => execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' })
const template = (...args: string[]) =>
  run(helm, ['template', 'tokri', chart, '--kube-version', `${versions.at(-1)}.0`, ...args])
const valuesOf = (name: string) => ['-f', join(chart, 'values', `${name}.yaml`)]
const documents = (text: string) => text.split(/^---$/m).filter((each) => /^kind: /m.test(each))
const ofKind = (text: string, kind: string) => documents(text).filter((each) => each.includes(`\nkind: ${kind}\n`))

before(() => {
  helm = tool('helm')
  validate = tool('kubernetes-validate')
})

for (const name of ['laptop', 'production'])
  describe(`the chart with the values for ${name}`, () => {
    test('passes helm lint', () => {
      assert.match(run(helm, ['lint', '--strict', chart, ...valuesOf(name)]), /0 chart\(s\) failed/)
    })

    test(`is what Kubernetes ${versions.join(', ')} take, without unknown fields`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'tokri-chart-'))
      try {
        const file = join(folder, 'all.yaml')
        const text = template(...valuesOf(name))
        writeFileSync(file, text)
        for (const version of versions) {
          const said = run(validate, ['--strict', '-k', version, file])
          assert.equal(said.match(/ passed /g)?.length, documents(text).length, said)
        }
      } finally {
        rmSync(folder, { recursive: true })
      }
    })
  })

describe('the chart', () => {
  test('runs nothing as root, nor with a root file system that can be written to', () => {
    const text = template(...valuesOf('production'))
    const pods = [...ofKind(text, 'Deployment'), ...ofKind(text, 'Job'), ...ofKind(text, 'CronJob')]
    assert.equal(pods.length, targets + 2)
    for (const pod of pods) {
      assert.match(pod, /runAsNonRoot: true/)
      assert.match(pod, /readOnlyRootFilesystem: true/)
      assert.match(pod, /drop: \[ALL\]/)
    }
  })

  test('has a Deployment, an autoscaler and a disruption budget for each target', () => {
    const text = template(...valuesOf('production'))
    for (const kind of ['Deployment', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'])
      assert.equal(ofKind(text, kind).length, targets, kind)
  })

  test('takes secrets by reference only', () => {
    for (const pod of ofKind(template(...valuesOf('production')), 'Deployment'))
      for (const name of ['TOKRI_DATABASE_URL', 'TOKRI_STRIPE_KEY', 'TOKRI_INTERNAL_SECRET'])
        assert.match(pod, new RegExp(`name: ${name}, valueFrom: \\{ secretKeyRef:`))
    assert.equal(ofKind(template(), 'Secret').length, 0)
  })

  test('two colours are two fleets; the edge follows the colour that it is told', () => {
    const green = template('--set', 'color=green', '--set', 'edge.enabled=false')
    assert.ok(!green.includes('blue'))
    assert.equal(ofKind(green, 'Ingress').length, 0)
    const edge = ofKind(template('--set', 'edge.color=green'), 'Service').find((each) => /name: tokri\n/.test(each))
    assert.match(edge!, /tokri.dev\/color: green/)
  })

  test('asks callers for certificates when it is given some', () => {
    const text = template('--set', 'internalTls.secret=tls')
    const orders = ofKind(text, 'Deployment').find((each) => each.includes('name: tokri-orders-blue'))
    assert.match(orders!, /TOKRI_STORES_URL, value: 'dns\+https:/)
    assert.match(orders!, /TOKRI_TLS_CA, value: \/etc\/tokri\/tls\/ca.crt/)
  })
})
