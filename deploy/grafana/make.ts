/** node deploy/grafana/make.ts: writes dashboards/*.json from their sources. A test fails when they differ. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { business } from './business.ts'
import { engines } from './engines.ts'
import { type Dashboard, toGrafana } from './panels.ts'
import { services } from './services.ts'

export const dashboards: readonly Dashboard[] = [business, services, engines]

export const fileOf = ({ uid }: Dashboard): string =>
  fileURLToPath(new URL(`dashboards/${uid.replace('tokri-', '')}.json`, import.meta.url))

export const textOf = (dashboard: Dashboard): string => `${JSON.stringify(toGrafana(dashboard), null, 2)}\n`

if (process.argv[1] === fileURLToPath(import.meta.url))
  for (const each of dashboards) writeFileSync(fileOf(each), textOf(each))
