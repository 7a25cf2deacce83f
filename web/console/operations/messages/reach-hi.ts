import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { reachEn } from './reach-en.ts'

export const reachHi: TableLike<typeof reachEn> = {
  'ops.reach': 'मिनटों से क्षेत्र',
  'ops.reachMinutes': 'रास्ते के मिनट',
  'ops.reachHelp': '1 से 30, स्टोर से मोटरसाइकिल पर, सड़कों से। पैकिंग का समय अलग है।',
  'ops.reachDraw': '{minutes} मिनट का क्षेत्र',
  'ops.reachHide': 'पहुँच छिपाएँ',
  'ops.reached': '{minutes} मिनट में {cells} सेल तक पहुँच: नक्शे पर रंगे हैं।',
  'ops.reachLeftOut': 'उनमें से {cells} बनी रेखा के बाहर हैं।',
  'ops.reachTakenIn': '{cells} और उसके भीतर हैं, पर वहाँ ज़्यादा समय लगता है।',
  'ops.reachApproximate': 'हमारे अपने नक्शे से: रास्ते बताने वाली सेवा से नहीं पूछा गया।',
  'ops.noReach': 'इतने मिनट में स्टोर बहुत कम दूर पहुँचता है।',
}
