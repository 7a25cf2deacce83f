import type { Collections, Documents } from '../engines/documents/port.ts'
import type { Email } from '../engines/email/port.ts'
import type { Psp } from '../engines/psp/port.ts'
import type { Push, WebPush } from '../engines/push/port.ts'
import type { Roads } from '../engines/roads/port.ts'
import type { SearchEngine } from '../engines/search/port.ts'
import type { Sms } from '../engines/sms/port.ts'
import type { Database } from '../kit/sql.ts'

/**
 * The engines that services may ask for beside their database. Each is opened at the first call and once per process,
 * so a process that runs only carts never loads a street graph.
 */
export interface Engines {
  /** The street map, or null while none has been imported. */
  roads(): Promise<Roads | null>
  /** Documents of a service, named by it. What is committed with them is committed in its database. */
  documents(service: string, db: Database, collections: Collections): Promise<Documents>
  search(): Promise<SearchEngine>
  psp(): Promise<Psp>
  /** What the stand-in signs webhooks with; undefined where a real provider does. */
  webhookSecret(): Promise<string | undefined>
  push(): Promise<Push>
  /** Push to browsers, or null where it is not configured. */
  webPush(): Promise<WebPush | null>
  sms(): Promise<Sms>
  email(): Promise<Email>
}
