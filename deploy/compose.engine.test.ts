import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { serviceNames } from '../services/index.ts'

/** No Docker engine is needed: the file is held against the schema of Compose itself. */
const folder = fileURLToPath(new URL('.', import.meta.url))
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8')

interface Service {
  profiles?: string[]
  volumes?: string[]
  depends_on?: Record<string, unknown>
  environment?: Record<string, string>
  command?: string[]
}
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, unknown> }
const envFiles = readdirSync(join(folder, 'compose')).filter((name) => name.endsWith('.env'))
const readEnv = (name: string) =>
  Object.fromEntries(
    readFileSync(join(folder, 'compose', name), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

test('compose.yaml is what Compose takes', () => {
  const schema = execFileSync(join(folder, 'tools.sh'), ['compose-schema'], { encoding: 'utf8' }).trim()
  const ajv = new Ajv({ strict: false })
  addFormats.default(ajv)
  const { $schema: _, ...body } = JSON.parse(readFileSync(schema, 'utf8'))
  const validate = ajv.compile({ ...body, $id: undefined })
  assert.ok(validate(compose), JSON.stringify(validate.errors))
})

test('what it mounts and waits for is there', () => {
  for (const [name, service] of Object.entries(compose.services)) {
    for (const volume of service.volumes ?? []) {
      const from = volume.split(':')[0]!
      assert.ok(from.startsWith('.') ? existsSync(join(folder, from)) : from in compose.volumes, `${name}: ${from}`)
    }
    for (const other of Object.keys(service.depends_on ?? {})) assert.ok(other in compose.services, `${name}: ${other}`)
  }
})

test('each engine has a profile, and an environment file that starts it and names its address', () => {
  const profiles = new Set(Object.values(compose.services).flatMap((service) => service.profiles ?? []))
  for (const file of envFiles) {
    const env = readEnv(file)
    for (const profile of env.COMPOSE_PROFILES!.split(',')) assert.ok(profiles.has(profile), `${file}: ${profile}`)
    for (const [name, value] of Object.entries(env)) {
      if (name === 'COMPOSE_PROFILES') continue
      assert.ok(text.includes(`\${${name}:-}`), `${file}: compose.yaml does not read ${name}`)
      assert.ok(new URL(value!).hostname in compose.services, `${file}: ${value}`)
    }
  }
  for (const engine of ['redis', 'kafka', 'rabbitmq', 'mongodb', 'elasticsearch'])
    assert.ok(envFiles.includes(`${engine}.env`), engine)
})

test('all services run, in two copies, and know each other', () => {
  const targets = Object.entries(compose.services).filter(([, service]) => service.command?.[0] === 'serve')
  assert.deepEqual(targets.map(([name]) => name).sort(), ['gateway', ...serviceNames].sort())
  for (const [name, service] of targets) {
    assert.deepEqual(service.command, ['serve', name])
    if (name !== 'gateway')
      assert.equal(service.environment![`TOKRI_${name.toUpperCase()}_URL`], `dns+http://${name}:8080`)
  }
})
