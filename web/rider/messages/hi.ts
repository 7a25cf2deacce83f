import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { en } from './en.ts'

export const hi: TableLike<typeof en> = {
  'rider.title': 'टोकरी राइडर',
  'nav.label': 'ऐप के हिस्से',
  'nav.work': 'काम',
  'nav.demand': 'माँग',
  'nav.money': 'पैसा',
  'nav.me': 'मैं',
  'notFound.title': 'ऐसा कोई पेज नहीं है',
  'slide.again': 'फिर दबाएँ: {deed}',

  'work.waiting': 'ऑर्डर का इंतज़ार',
  'work.waitingHelp': '{store} के पास रहें। ऑर्डर आते ही फ़ोन बजेगा।',
  'work.asking': 'हम हर कुछ सेकंड में देखते हैं। {store} के पास रहें।',
  'work.unreachable': 'अभी हमसे संपर्क नहीं हो पा रहा; कोशिश जारी है।',
  'work.suggestion': '{store} के पास जल्द ऑर्डर आ सकते हैं। ठीक लगे तो वहाँ इंतज़ार करें; ज़रूरी नहीं है।',
  'work.noMore': 'आपने और ऑर्डर नहीं चाहे थे। शिफ़्ट ख़त्म करें, या और ऑर्डर लें।',

  'offer.banner': 'नया ऑर्डर, {pay}',

  'task.title': 'ऑर्डर',
  'state.packing': 'पैक हो रहा है',
  'state.waiting': 'इंतज़ार में',
  'state.offered': 'पूछा गया',
  'state.accepted': 'लेना है',
  'state.at_store': 'स्टोर पर',
  'state.picked_up': 'रास्ते में',
  'state.arriving': 'दरवाज़े पर',
  'state.delivered': 'पहुँचाया',
  'state.failed': 'वापस जाएगा',
  'state.returned': 'वापस किया',
  'state.cancelled': 'रद्द',

  'map.work': 'आपके काम का नक़्शा',
  'map.me': 'आप',
  'map.stop': 'पड़ाव {stop}, ऑर्डर {number}',

  'outbox.offline': 'सिग्नल नहीं है। काम जारी रखें।',
  'outbox.waiting': { one: '{count} काम भेजा जाना बाक़ी', other: '{count} काम भेजे जाने बाक़ी' },
  'outbox.badge': 'बाक़ी',
}
