import { migrate, readMigrations } from '../../../kit/migrate.ts'
import { explainRights } from '../../../kit/prepare.ts'
import type { Sql } from '../../../kit/sql.ts'

/** Makes the tables in which the positions of RabbitMQ's readers are, or only looks whether they are there. @throws ConfigError */
export async function migratePositions(sql: Sql, options: { check: boolean }): Promise<void> {
  try {
    await migrate(sql, 'rabbitmq', await readMigrations(new URL('./migrations/', import.meta.url)), options)
  } catch (error) {
    throw explainRights(error)
  }
}
