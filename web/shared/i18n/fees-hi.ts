import type { feesEn } from './fees-en.ts'
import type { TableLike } from './i18n.tsx'

export const feesHi: TableLike<typeof feesEn> = {
  'fees.base': 'आपके दरवाज़े तक लाना',
  'fees.baseFreeFrom': '{from} से मुफ़्त',
  'fees.baseFree': 'दरवाज़े तक लाना मुफ़्त है; यह उसके ऊपर का शुल्क है।',
  'fees.distance': 'दूरी',
  'fees.distanceWhy': {
    one: 'पहले {near} के बाद {count} कि॰मी॰, हर शुरू हुए कि॰मी॰ का {perKm}',
    other: 'पहले {near} के बाद {count} कि॰मी॰, हर शुरू हुए कि॰मी॰ का {perKm}',
  },
  'fees.slot': 'पहुँचाने का समय',
  'fees.slotWhy': 'आपके चुने हुए समय का',
  'fees.surge': 'भीड़ के समय का शुल्क',
  'fees.busy-store': 'दुकान में एक साथ बहुत ऑर्डर। ऑर्डर घटते ही यह भी घटता है।',
  'fees.few-riders': 'आसपास राइडर कम, ऑर्डर ज़्यादा। राइडर ख़ाली होते ही यह घटता है।',
  'fees.manual': 'दुकान ने कुछ समय के लिए लगाया है, सबके लिए बराबर।',
  'fees.most': 'दुकान ने इसकी सीमा रखी है: {most} से ज़्यादा कभी नहीं।',
  'fees.smallCartBelow': '{below} से कम के सामान पर: छोटा ऑर्डर पहुँचाने में भी उतना ही ख़र्च होता है',
}
