import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** File of the authority's own certificate. */
  readonly ca: string
  /** Makes a certificate in the folder: files `<file>.pem` and `<file>.key`, written anew when they are there. Negative days: expired. */
  issue(file: string, options?: { names?: readonly string[]; days?: number }): Issued
}

const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] })

/** A certificate authority in a folder, by the openssl command. Certificates are for localhost and 127.0.0.1 unless told. */
export function openAuthority(folder: string, name = 'ca'): Authority {
  const at = (file: string) => join(folder, file)
  const newKey = (file: string) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', at(file))
  newKey(`${name}.key`)
  openssl(
    ...['req', '-x509', '-new', '-key', at(`${name}.key`), '-days', '2', '-subj', `/CN=Test authority ${name}`],
    ...['-addext', 'keyUsage=critical,keyCertSign', '-out', at(`${name}.pem`)],
  )
  return {
    ca: at(`${name}.pem`),
    issue(file, { names = ['DNS:localhost', 'IP:127.0.0.1'], days = 2 } = {}) {
      const [request, extensions] = [at(`${file}.csr`), at(`${file}.ext`)]
      newKey(`${file}.key`)
      openssl('req', '-new', '-key', at(`${file}.key`), '-subj', `/CN=${file}`, '-out', request)
      writeFileSync(extensions, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\n`)
      openssl(
        ...['x509', '-req', '-in', request, '-CA', at(`${name}.pem`), '-CAkey', at(`${name}.key`), '-CAcreateserial'],
        ...['-extfile', extensions, '-days', String(days), '-out', at(`${file}.pem`)],
      )
      rmSync(request)
      rmSync(extensions)
      return { cert: at(`${file}.pem`), key: at(`${file}.key`) }
    },
  }
}
