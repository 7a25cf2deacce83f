import { text } from '../../kit/config.ts'

export const analyticsConfig = {
  timeZone: text('TOKRI_TIME_ZONE', {
    default: 'Asia/Kolkata',
    help: 'Time zone of the times of day in messages and of the days in figures, as in the IANA list.',
  }),
}
