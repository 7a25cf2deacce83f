import { choice, integer, text } from '../../kit/config.ts'

export const notificationsConfig = {
  webhookPrivate: choice('TOKRI_WEBHOOK_PRIVATE', {
    of: ['refused', 'allowed'],
    default: 'refused',
    help: 'Whether webhooks of partners may go to plain HTTP and to addresses of private networks: for tests and closed installations only.',
  }),
  webhookDays: integer('TOKRI_WEBHOOK_DAYS', {
    default: 30,
    min: 1,
    max: 365,
    help: 'Days that deliveries of webhooks stay in their log.',
  }),
  timeZone: text('TOKRI_TIME_ZONE', {
    default: 'Asia/Kolkata',
    help: 'Time zone of the times of day in messages and of the days in figures, as in the IANA list.',
  }),
  quietHours: text('TOKRI_QUIET_HOURS', {
    default: '21:00-09:00',
    help: 'Hours in which no campaign is sent, such as 21:00-09:00 in the time zone; none for no such hours.',
  }),
  retentionDays: integer('TOKRI_INBOX_DAYS', {
    default: 180,
    min: 1,
    max: 3_650,
    help: 'Days that messages stay in the inbox.',
  }),
}
