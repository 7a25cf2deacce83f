import { integer, text } from '../../kit/config.ts'

export const notificationsConfig = {
  timeZone: text('TOKRI_TIME_ZONE', {
    default: 'Asia/Kolkata',
    help: 'Time zone of the times of day in messages, as in the IANA list.',
  }),
  retentionDays: integer('TOKRI_INBOX_DAYS', {
    default: 180,
    min: 1,
    max: 3_650,
    help: 'Days that messages stay in the inbox.',
  }),
}
