import { silentLog } from '../../../../kit/log.ts'
import { openPool } from '../../../../kit/sql.ts'
import { sqlOptions } from '../../../sql/url.ts'
import { openBus } from '../../index.ts'
import { joinLedger } from './ledger.ts'

/** One more copy of the service, in a process that may be killed: `node copy.ts URL PREFIX DATABASE SERVICE BY`. */
const [url = '', prefix = '', database = '', service = '', by = ''] = process.argv.slice(2)
const address = sqlOptions(database, 'the test database')
const sql = openPool(address, 4)
const bus = await openBus({ url, prefix, sql, address, log: silentLog })
await joinLedger(sql, service, bus, by)
process.stdout.write('ready\n')
