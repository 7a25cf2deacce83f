import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { shopEn } from './shop-en.ts'

export const shopHi: TableLike<typeof shopEn> = {
  'home.deals': 'आज के सबसे अच्छे दाम',
  'home.recentlySeen': 'आपने ये देखे थे',

  'filter.open': 'फ़िल्टर',
  'filter.openCount': 'फ़िल्टर ({count})',
  'filter.title': 'फ़िल्टर',
  'filter.quick': 'झटपट फ़िल्टर',
  'filter.remove': '{name} हटाएँ',
  'filter.discount': 'छूट',
  'filter.price': 'दाम',
  'filter.off': '{percent}% या ज़्यादा छूट',
  'filter.from': '{from} और ज़्यादा',
  'filter.upTo': '{to} तक',
  'filter.between': '{from} से {to}',
  'filter.all': 'सभी {count} दिखाएँ',
  'filter.clear': 'सब हटाएँ',
  'filter.done': 'हो गया',
  'filter.show': { one: '{count} चीज़ दिखाएँ', other: '{count} चीज़ें दिखाएँ' },
  'filter.nothing': 'ऐसा कुछ नहीं मिला',

  'search.popular': 'लोग ये खोजते हैं',
  'search.forgetOne': '“{text}” भूल जाएँ',

  'product.share': 'शेयर करें',
  'product.linkCopied': 'लिंक कॉपी हो गया',
  'product.pictureOf': '{name} की तस्वीर {number}',

  'cart.movedWithout': {
    one: 'यहाँ दूसरी दुकान से आएगा। आपकी टोकरी की एक चीज़ वहाँ नहीं मिलती।',
    other: 'यहाँ दूसरी दुकान से आएगा। आपकी टोकरी की {count} चीज़ें वहाँ नहीं मिलतीं।',
  },
  'cart.notHere': { one: 'यह इस दुकान में नहीं मिलता:', other: 'ये {count} इस दुकान में नहीं मिलते:' },
  'cart.someProduct': 'पहले की एक चीज़',
  'cart.takeOut': 'टोकरी से निकालें',
  'cart.correctedSoldOut': '{name} अभी ख़त्म हो गया। टोकरी से निकाल दिया है।',
  'cart.correctedStock': '{name} के सिर्फ़ {count} बचे हैं: अब टोकरी में {count} हैं।',
  'cart.correctedLimit': 'एक ऑर्डर में {name} ज़्यादा से ज़्यादा {count}।',
  'cart.replaceName': 'ख़त्म हो तो {name} बदलें',
  'cart.wishReplace': 'ख़त्म हो तो: बदल दें',
  'cart.wishRefund': 'ख़त्म हो तो: पैसे लौटाएँ',
  'cart.wishNone': 'ख़त्म हो तो: ऑर्डर की पसंद',
  'cart.freeDelivery': 'इस ऑर्डर की डिलीवरी मुफ़्त है',
  'cart.toFreeDelivery': '{amount} का और लें, डिलीवरी मुफ़्त',

  'coupon.from': '{from} से ऊपर के ऑर्डर पर',
  'coupon.cartFirst': 'पहले टोकरी में कुछ डालें, फिर {code} लगेगा।',
  'coupon.addMore': 'इसके लिए {amount} का और लें',
  'coupon.all': 'सभी {count} कूपन',
  'bill.deliveryWhy': 'आपके दरवाज़े तक लाने का; {from} से मुफ़्त',

  'offline.since': 'आप ऑफ़लाइन हैं। यह {time} की स्थिति है।',
  'app.newVersion': 'Tokri का नया रूप आया है।',
  'app.reload': 'लोड करें',
  'app.install': 'Tokri को होम स्क्रीन पर रखें: झट से खुले, ऑफ़लाइन भी चले।',
  'app.installDo': 'इंस्टॉल करें',
  'app.notNow': 'अभी नहीं',
}
