import type { TableLike } from '../../shared/i18n/i18n.tsx'
import type { en } from './en.ts'

export const hi: TableLike<typeof en> = {
  'header.home': 'टोकरी, मुखपृष्ठ',
  'header.deliverTo': 'यहाँ पहुँचाएँ:',
  'header.choosePlace': 'पहुँचाने की जगह चुनें',
  'header.unserved': 'यहाँ अभी नहीं',
  'header.later': 'चुने हुए समय पर',
  'header.failed': 'उत्तर नहीं मिला',
  'header.login': 'लॉग इन',
  'header.account': 'खाता:',
  'header.cart': { one: 'टोकरी: {count} चीज़, {total}', other: 'टोकरी: {count} चीज़ें, {total}' },
  'header.cartEmpty': 'टोकरी: ख़ाली',
  'header.cartShort': 'टोकरी',

  'footer.about': 'ताज़ा राशन और रोज़ की ज़रूरतें, पास की दुकान से मिनटों में आपके दरवाज़े पर। ओपन सोर्स।',

  'home.title': 'टोकरी: मिनटों में राशन',
  'home.later': 'आपकी टोकरी, आपके चुने समय पर',
  'home.promiseBefore': 'आपकी टोकरी, बस',
  'home.promiseUnit': { one: 'मिनट में', other: 'मिनट में' },
  'home.from': '{store} से, {distance} दूर',
  'home.choosePlace': 'अपना सही पता बताएँ',
  'home.categories': 'श्रेणी के अनुसार ख़रीदें',
  'home.buyAgain': 'फिर से ख़रीदें',
  'home.seeAll': 'सब देखें',
  'home.deals': 'आज के सबसे अच्छे दाम',
  'home.recentlySeen': 'आपने ये देखे थे',

  'search.label': 'चीज़ें खोजें',
  'search.placeholder': 'आटा, दूध, आम खोजें…',
  'search.clear': 'खोज मिटाएँ',
  'search.recent': 'हाल की खोजें',
  'search.forget': 'भूल जाएँ',
  'search.suggestions': 'सुझाव',
  'search.forgetOne': '“{text}” भूल जाएँ',

  'suggest.brand': 'ब्रांड',
  'suggest.category': 'श्रेणी',

  'cart.promise': '{minutes} में आपके दरवाज़े पर',
  'cart.shop': 'ख़रीदारी शुरू करें',
  'cart.items': { one: '{count} चीज़', other: '{count} चीज़ें' },
  'cart.view': 'टोकरी देखें',
  'cart.savedShort': '{amount} की बचत',
  'cart.moved': 'अब दूसरी दुकान यह पहुँचाएगी। टोकरी में उसके दाम हैं।',
  'cart.movedWithout': {
    one: 'यहाँ दूसरी दुकान से आएगा। आपकी टोकरी की एक चीज़ वहाँ नहीं मिलती।',
    other: 'यहाँ दूसरी दुकान से आएगा। आपकी टोकरी की {count} चीज़ें वहाँ नहीं मिलतीं।',
  },
  'cart.correctedSoldOut': '{name} अभी ख़त्म हो गया। टोकरी से निकाल दिया है।',
  'cart.correctedStock': '{name} के सिर्फ़ {count} बचे हैं: अब टोकरी में {count} हैं।',
  'cart.correctedLimit': 'एक ऑर्डर में {name} ज़्यादा से ज़्यादा {count}।',

  'coupon.applied': '{code} लगा',
  'coupon.offers': 'आपके लिए ऑफ़र',
  'coupon.use': '{code} लगाएँ',
  'coupon.from': '{from} से ऊपर के ऑर्डर पर',
  'coupon.cartFirst': 'पहले टोकरी में कुछ डालें, फिर {code} लगेगा।',

  'order.promised': '{time} तक का वादा',

  'orders.underWay': 'चल रहे ऑर्डर',

  'notFound.title': 'यहाँ कुछ नहीं है',
  'notFound.help': 'पन्ना हट गया होगा, या यह चीज़ अब नहीं बिकती।',
  'notFound.home': 'मुखपृष्ठ पर',

  'offline.since': 'आप ऑफ़लाइन हैं। यह {time} की स्थिति है।',

  'app.newVersion': 'Tokri का नया रूप आया है।',
  'app.reload': 'लोड करें',
  'app.install': 'Tokri को होम स्क्रीन पर रखें: झट से खुले, ऑफ़लाइन भी चले।',
  'app.installDo': 'इंस्टॉल करें',
  'app.notNow': 'अभी नहीं',
}
