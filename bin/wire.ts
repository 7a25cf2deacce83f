import { X509Certificate } from 'node:crypto'
import { ConfigError } from '../kit/config.ts'
import type { Log } from '../kit/log.ts'
import type { Metrics } from '../kit/metrics.ts'
import { openShedder, type Shedder } from '../kit/shedding.ts'
import { type CertificateFiles, type Certificates, certificateFiles, openCertificates } from '../kit/tls.ts'
import type { ProcessConfig } from './config.ts'

/** How this process speaks with the others and with the world. */
export interface Wire extends Disposable {
  /** Between services: ours, and the authority of all. Absent: plain HTTP. */
  readonly certificates?: Certificates
  /** Shown to browsers by the gateway. Absent: a load balancer in front does that. */
  readonly edge?: Certificates
  readonly shedder: Shedder
}

/** @throws ConfigError with all that is wrong with the variables */
export function openWire(config: ProcessConfig, log: Log, metrics: Metrics): Wire {
  const stack = new DisposableStack()
  try {
    const faults: string[] = []
    const open = (files: () => CertificateFiles | undefined): Certificates | undefined => {
      try {
        const found = files()
        return found && tellExpiry(stack.use(openCertificates(found, log)), found.cert.variable, metrics)
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error
        faults.push(error.message)
        return undefined
      }
    }
    const certificates = open(() =>
      certificateFiles(
        { variable: 'TOKRI_TLS_CERT', file: config.tlsCert },
        { variable: 'TOKRI_TLS_KEY', file: config.tlsKey },
        { variable: 'TOKRI_TLS_CA', file: config.tlsCa },
      ),
    )
    const edge = open(() =>
      certificateFiles(
        { variable: 'TOKRI_EDGE_TLS_CERT', file: config.edgeTlsCert },
        { variable: 'TOKRI_EDGE_TLS_KEY', file: config.edgeTlsKey },
      ),
    )
    if (faults.length > 0) throw new ConfigError(faults)
    const shedder = stack.use(openShedder({ inFlightMax: config.inFlight, lagMs: config.shedLagMs, metrics }))
    return {
      ...(certificates ? { certificates } : {}),
      ...(edge ? { edge } : {}),
      shedder,
      [Symbol.dispose]: () => stack.dispose(),
    }
  } catch (error) {
    stack.dispose()
    throw error
  }
}

/** When it expires, now and after each renewal, for the alert. */
function tellExpiry(certificates: Certificates, variable: string, metrics: Metrics): Certificates {
  const tell = ({ cert }: { cert: string }) =>
    metrics.certificateExpires.set({ variable }, new X509Certificate(cert).validToDate.getTime() / 1000)
  tell(certificates.current)
  certificates.onChange(tell)
  return certificates
}
