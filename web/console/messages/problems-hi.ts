/**
 * What the API refuses to staff only, by its stable codes: beside `shared/i18n/problems-hi.ts`, which customers and riders
 * load. `{detail}` is the API's own word on it, which only English has: it stands where a reason is not in `refusals-hi.ts`.
 */
export const staffProblemsHi: Record<string, string> = {
  'analytics/bad-range': 'ये दिन उल्टे क्रम में हैं, या बहुत ज़्यादा हैं।',

  'users/client-not-found': 'ऐसा कोई API क्लाइंट नहीं है।',
  'users/saved-filter-not-found': 'ये सहेजे हुए फ़िल्टर अब नहीं हैं।',
  'users/too-many-saved-filters': 'एक सूची में 20 और एक खाते में 200 फ़िल्टर सहेजे जा सकते हैं।',

  'notifications/nothing-to-resend': 'इस ऑर्डर के बारे में ग्राहक को अभी कुछ नहीं बताया गया है।',
  'notifications/not-reachable': 'इस रास्ते से ग्राहक तक संदेश नहीं पहुँचता।',
  'notifications/resent-enough': 'यह अभी-अभी, या आज काफ़ी बार, फिर से भेजा जा चुका है।',

  'campaigns/not-found': 'ऐसा कोई अभियान नहीं है।',
  'campaigns/not-your-store': 'आप इस दुकान में काम नहीं करते।',
  'campaigns/not-draft': 'यह अभियान भेजा जा चुका है और अब नहीं बदलेगा।',
  'campaigns/not-running': 'यह अभियान न तय है, न भेजा जा रहा है।',
  'campaigns/coupon-unknown': 'ऐसा कोई ऑफ़र नहीं है, या तब तक रुका या ख़त्म होगा।',
  'campaigns/category-too-large': 'इस विभाग में बहुत चीज़ें हैं। उसके नीचे का कोई विभाग चुनें।',
  'campaigns/bad-time': 'अभियान ज़्यादा से ज़्यादा 90 दिन आगे के लिए तय होते हैं।',

  'catalogue/price-above-mrp': 'दाम MRP से ज़्यादा नहीं हो सकता।',
  'catalogue/price-too-high': 'Tokri इतना बड़ा दाम नहीं रख सकता।',
  'catalogue/bad-product': 'चीज़ का विवरण ठीक नहीं है: {detail}',
  'catalogue/duplicate-sku': 'यह SKU दो अलग चीज़ों के साथ आया है।',
  'catalogue/duplicate-category': 'ऐसा विभाग पहले से है।',
  'catalogue/import-not-found': 'ऐसा कोई इंपोर्ट नहीं है।',
  'catalogue/import-not-ready': 'इंपोर्ट अभी ऐसी हालत में नहीं है कि यह हो सके।',
  'catalogue/bad-file': 'फ़ाइल तालिका (CSV) की तरह नहीं पढ़ी जा सकी: {detail}',
  'catalogue/too-many-rows': 'फ़ाइल में {limit} से ज़्यादा पंक्तियाँ हैं।',

  'stores/slot-exists': 'दुकान का यह समय पहले से है।',
  'stores/slot-booked': 'इस समय के {orders} ऑर्डर हैं, आख़िरी {last} को। इसे हटाकर नया समय जोड़ें: इन ऑर्डर का समय वही रहेगा।',
  'stores/too-many-slots': 'एक दिन में ज़्यादा से ज़्यादा 48 समय हो सकते हैं।',
  'stores/slot-bad-time': 'समय शुरू पहले हो और ख़त्म बाद में, और एक दिन से लंबा न हो।',
  'stores/area-invalid': 'यह रेखा सेवा का इलाक़ा नहीं बन सकती।',
  'stores/nothing-reached': 'इतने मिनट में दुकान से इतना कम पहुँचा जा सकता है कि उससे इलाक़ा नहीं बनता।',
  'stores/not-your-store': 'आप इस दुकान में काम नहीं करते।',
  'stores/product-not-stocked': 'यह दुकान यह चीज़ नहीं रखती।',
  'stores/stock-below-reserved': 'ग्राहकों के ऑर्डर में इससे ज़्यादा रखा जा चुका है।',
  'stores/pick-not-found': 'ऐसा कोई ऑर्डर उठाने को नहीं है।',
  'stores/pick-taken': 'यह ऑर्डर कोई और उठा रहा है।',
  'stores/pick-wrong-state': 'ऑर्डर आगे बढ़ चुका है: अब यह नहीं हो सकता।',
  'stores/line-not-in-pick': 'यह चीज़ इस ऑर्डर में नहीं है।',
  'stores/quantity-not-possible': 'इस चीज़ की इतनी गिनती नहीं हो सकती।',
  'stores/proposal-open': 'ग्राहक ने अभी जवाब नहीं दिया है।',
  'stores/pick-incomplete': 'कुछ चीज़ें न रखी गई हैं, न कम बताई गई हैं।',
  'stores/bags-do-not-add-up': 'ठंडे, जमे और बाक़ी बैग मिलकर कुल बैग के बराबर नहीं हैं।',
  'stores/shelf-life-too-short': 'ये चीज़ें बिकने लायक़ समय तक अच्छी नहीं रहेंगी।',
  'stores/receipt-differs': 'इस नंबर से दूसरा माल पहले ही आ चुका है।',
  'stores/pause-in-the-past': 'विराम का अंत आगे के समय में हो।',
  'stores/wrong-handover-code': 'यह कोड दूसरे बैग का है।',

  'carts/bad-offer': 'ऑफ़र ठीक नहीं है: {detail}',
  'carts/offer-not-found': 'ऐसा कोई ऑफ़र नहीं है।',
  'orders/too-many-notes': 'इस ऑर्डर पर पहले से बहुत नोट हैं।',

  'payments/credit-above-limit': 'आप इतना नहीं दे सकते।',
  'payments/refund-above-lines': 'इन चीज़ों के लिए इतने पैसे नहीं लिए गए थे।',
  'payments/refund-above-capture': 'जितना लिया गया था, उससे ज़्यादा नहीं लौटाया जा सकता।',

  'deliveries/rider-unknown': 'ऐसा कोई राइडर नहीं है।',
  'deliveries/rider-unavailable': 'यह राइडर शिफ़्ट पर नहीं है, या उसके पास जगह नहीं है।',
  'deliveries/deposit-unknown': 'ऐसा कोई जमा नहीं है।',
  'deliveries/deposit-decided': 'दुकान इस जमा पर फ़ैसला कर चुकी है।',
  'deliveries/closure-unknown': 'ऐसी कोई बंद सड़क नहीं है, या वह खुल चुकी है।',
  'deliveries/closure-off-street': 'नक़्शे पर यहाँ कोई सड़क नहीं है।',
  'deliveries/closure-time': 'बंदी का अंत आगे के समय में हो, और 30 दिन के अंदर।',
  'deliveries/too-many-closures': 'जितनी सड़कें बंद हो सकती हैं, हो चुकीं। पहले कोई एक खोलें।',
  'deliveries/closures-unavailable': 'रास्ते ऐसी सेवा से आते हैं जिसे बंद सड़कों का पता नहीं।',

  'webhooks/not-found': 'ऐसा कोई वेबहुक नहीं है।',
  'webhooks/delivery-not-found': 'ऐसी कोई भेजी हुई सूचना नहीं है।',
  'webhooks/address-refused': 'वेबहुक केवल HTTPS से खुले पतों पर जाते हैं।',
  'webhooks/too-many': '100 से ज़्यादा वेबहुक नहीं हो सकते।',
}
