/** What went wrong in the client, with all that it wraps: one error each. */
export function* faultsIn(error: unknown): Generator<Error & { code?: unknown; apiId?: unknown }> {
  if (!(error instanceof Error)) return
  yield error
  if (error instanceof AggregateError) for (const each of error.errors) yield* faultsIn(each)
  if (error.cause !== undefined) yield* faultsIn(error.cause)
}

/** Whether Kafka answered with one of these errors of its protocol. */
export const saysKafka = (error: unknown, ...ids: string[]): boolean =>
  faultsIn(error).some((each) => typeof each.apiId === 'string' && ids.includes(each.apiId))

const certificateFaults =
  /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_SSL_)/

/** What somebody has to change in the configuration: trying again would not help. None for what may pass. */
export function misconfigured(error: unknown): string | undefined {
  for (const { message, code } of faultsIn(error)) {
    if (message === 'Broker requires TLS.') return 'wants TLS: kafka+ssl://'
    if (message.startsWith('TLS handshake failed')) return 'does not speak TLS there: kafka://'
    if (typeof code === 'string' && certificateFaults.test(code))
      return `has a certificate that is not trusted (${code}); ?ca=FILE names who signed it`
  }
  if (saysKafka(error, 'UNSUPPORTED_SASL_MECHANISM')) return 'does not offer this way to log in (mechanism)'
  if (saysKafka(error, 'SASL_AUTHENTICATION_FAILED')) return 'refuses the user or the password'
  if (saysKafka(error, 'TOPIC_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED'))
    return 'gives this user no right to its topics and groups'
  return undefined
}
