import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { orderEn } from './order-en.ts'

export const orderHi: TableLike<typeof orderEn> = {
  'order.title': 'ऑर्डर {number}: टोकरी',
  'order.loginFirst': 'ऑर्डर देखने के लिए लॉग इन करें',
  'order.number': '{store} से ऑर्डर {number}',
  'order.deliveredAt': '{time} पर आपके दरवाज़े पर',
  'order.eta': 'बचा समय',
  'eta.faster': 'राइडर उम्मीद से जल्दी आ रहा है',
  'eta.slow-ride': 'अभी रास्ते में भीड़ है',
  'eta.detour': 'राइडर दूसरे रास्ते से आ रहा है',
  'eta.another-stop': 'राइडर पहले एक और दरवाज़े पर रुकेगा',
  'eta.waiting-at-store': 'राइडर दुकान में बैग का इंतज़ार कर रहा है',
  'eta.other-rider': 'अब दूसरा राइडर आपका ऑर्डर ला रहा है',
  'order.seconds': 'सेकंड',
  'order.anyMoment': 'बस अभी',
  'order.call': '{name} को फ़ोन करें',
  'order.noRiderYet': 'पैक होते-होते राइडर मिल जाता है',
  'order.doorCode': 'दरवाज़े पर बताएँ',
  'order.steps': 'प्रगति',

  'vehicle.bicycle': 'साइकिल पर',
  'vehicle.scooter': 'स्कूटर पर',
  'vehicle.motorbike': 'मोटरसाइकिल पर',

  'map.tracking': 'आपके राइडर का नक़्शा',
  'map.show': 'नक़्शा दिखाएँ',
  'map.later': 'देखने को कुछ होते ही नक़्शा अपने-आप खुलेगा।',
  'map.home': 'आपका दरवाज़ा',
  'map.rider': 'आपका राइडर',

  'order.lastKnown': '{time} तक की जानकारी, {ago}।',
}
