import type { TableLike } from '../../../shared/i18n/i18n.tsx'
import type { lostEn } from './lost-en.ts'

export const lostHi: TableLike<typeof lostEn> = {
  'ops.sendAgain': 'फिर से भेजें',
  'ops.sendAgainTitle': 'ऑर्डर {number} फिर से भेजें?',
  'ops.sendAgainHelp': 'तभी जब इसके बैग स्टोर में वापस हों। दूसरा राइडर ले जाएगा; कोई पैसा वापस नहीं होगा।',
  'ops.sendAgainDone': 'ऑर्डर {number} को दूसरे राइडर का इंतज़ार है',
  'ops.fail': 'डिलीवरी छोड़ें',
  'ops.failTitle': 'ऑर्डर {number} की डिलीवरी छोड़ें?',
  'ops.failHelp': 'पैसा वापस जाएगा और ग्राहक को यह कारण बताया जाएगा। राइडर बाद में कहे कि दे दिया था, तब भी यही मान्य रहेगा।',
  'ops.failDone': 'ऑर्डर {number} की डिलीवरी छोड़ी गई',
  'ops.goods': 'सामान का क्या हुआ',
  'ops.goodsTitle': 'ऑर्डर {number} का सामान',
  'ops.goodsHelp':
    'जब तक यह न बताया जाए या राइडर वापस न लाए, सामान राइडर के बैग में माना जाएगा। खोया हुआ सामान बाद में मिल जाए तो यहीं बताएँ: वह फिर स्टॉक में आ जाएगा।',
  'ops.goodsWhere': 'सामान कहाँ है',
  'ops.goodsBack': 'स्टोर में वापस',
  'ops.goodsLost': 'खो गया',
  'ops.goodsDone': 'ऑर्डर {number} के सामान का हिसाब हुआ',
  'ops.silentSince': '{name} से {time} के बाद कोई ख़बर नहीं',
  'ops.lastHeard': '{name}, आख़िरी ख़बर {ago}',
  'ops.tooLate.handed': 'देर से पहुँचा: कहते हैं कि दे दिया था',
  'ops.tooLate.noCode': 'देर से पहुँचा: कहते हैं कि दे दिया था, पर सही कोड नहीं',
  'ops.tooLate.door': 'देर से पहुँचा: कहते हैं कि दरवाज़े पर रखा था',
  'ops.tooLate.not': 'देर से पहुँचा: कहते हैं कि दिया नहीं जा सका',
  'ops.tooLate.back': 'देर से पहुँचा: कहते हैं कि सामान वापस लाए',
  'ops.tooLate.cash': '{what}, और {amount} नक़द लिए',
  'ops.why.silent': 'राइडर से संपर्क नहीं हो रहा',
  'ops.why.accident': 'राइडर के साथ दुर्घटना हुई',
}
