/**
 * Where a real engine runs for tests (`*.engine.test.ts`): started by `deploy/engines/<name>.sh start`, or all together by
 * `npm run test:engines`. @throws when it is not there, so that a test against it fails rather than passes by being skipped
 */
export function engineUrl(name: string): string {
  const variable = `TOKRI_TEST_${name.replaceAll('-', '').toUpperCase()}_URL`
  const url = process.env[variable]
  if (!url)
    throw new Error(`${variable} is not set: eval "$(deploy/engines/${name}.sh start)", or npm run test:engines`)
  return url
}
