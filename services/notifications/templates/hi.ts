import type { TemplateData, TemplateName } from './data.ts'
import type { Words, Writer } from './words.ts'

export const hindi: { readonly [T in TemplateName]: (data: TemplateData[T], write: Writer) => Words } = {
  welcome: ({ name }) => ({
    title: `स्वागत है, ${name}`,
    body: 'किराना मिनटों में आपके दरवाज़े पर। अपना पता जोड़ें और देखें कि आपके पास क्या उपलब्ध है।',
  }),
  order_confirmed: ({ number, promisedAt, total, method }, write) => ({
    title: `ऑर्डर ${number} की पुष्टि हो गई`,
    body: `हम इसे पैक कर रहे हैं। यह ${write.time(promisedAt)} तक आपके पास होना चाहिए। ${
      method === 'cash' ? `कृपया ${write.money(total)} तैयार रखें।` : `भुगतान: ${write.money(total)}।`
    }`,
  }),
  order_substituted: ({ number, byName, quantity }) => ({
    title: `ऑर्डर ${number} में एक बदलाव`,
    body: `एक सामान ख़त्म हो गया था। उसकी जगह हमने ${quantity} × ${byName} रखा है; आपसे ज़्यादा पैसे नहीं लिए जाएँगे।`,
  }),
  on_the_way: ({ number, riderName, etaAt, doorCode }, write) => ({
    title: `ऑर्डर ${number} रास्ते में है`,
    body: `${riderName ?? 'आपका राइडर'} इसे लेकर निकल चुका है, लगभग ${write.time(etaAt)} पर पहुँचेगा।${
      doorCode ? ` दरवाज़े पर ${doorCode} बताएँ।` : ''
    }`,
  }),
  arriving: ({ number, riderName }) => ({
    title: 'बस पहुँचने ही वाला है',
    body: `${riderName ?? 'आपका राइडर'} ऑर्डर ${number} लेकर पास ही है। कृपया अपना डोर कोड तैयार रखें।`,
  }),
  order_delivered: ({ number, total }, write) => ({
    title: `ऑर्डर ${number} पहुँचा दिया गया`,
    body: `धन्यवाद। कुल ${write.money(total)}; रसीद ऐप में है। आपको कैसा लगा?`,
  }),
  order_cancelled: ({ number }) => ({
    title: `ऑर्डर ${number} रद्द हो गया`,
    body: 'यह अब नहीं पहुँचाया जाएगा। आपने जो भुगतान किया है, वह उसी रास्ते लौटा दिया जाएगा।',
  }),
  order_failed: ({ number }) => ({
    title: `ऑर्डर ${number} पहुँचाया नहीं जा सका`,
    body: 'हमारा राइडर इसे आप तक नहीं पहुँचा सका। मदद के लिए ऐप में ऑर्डर खोलें।',
  }),
  payment_failed: ({ number }) => ({
    title: `ऑर्डर ${number} का भुगतान नहीं हो पाया`,
    body: 'आपसे कोई पैसा नहीं लिया गया। कृपया पाँच मिनट में फिर कोशिश करें या किसी और तरीके से भुगतान करें।',
  }),
  payment_refunded: ({ number, amount, toWallet }, write) => ({
    title: `${write.money(amount)} का रिफ़ंड`,
    body: toWallet
      ? `ऑर्डर ${number} के लिए: यह आपके टोकरी वॉलेट में है।`
      : `ऑर्डर ${number} के लिए: यह आपको लौटाया जा रहा है; बैंक को सात दिन तक लग सकते हैं।`,
  }),
  late_credit: ({ number, amount, lateMinutes }, write) => ({
    title: `ऑर्डर ${number} देर से पहुँचा, माफ़ कीजिए`,
    body: `यह वादे से ${lateMinutes} मिनट बाद आया। हमने आपके Tokri वॉलेट में ${write.money(amount)} डाल दिए हैं।`,
  }),
  order_message: ({ number, from, text }) => ({
    title: `ऑर्डर ${number}: ${from === 'rider' ? 'आपके राइडर' : from === 'staff' ? 'टोकरी' : 'ग्राहक'} का संदेश`,
    body: `संदेश: ${text}`,
  }),
  order_proposal: ({ number, name, byName, seconds }) => ({
    title: `ऑर्डर ${number} के बारे में एक सवाल`,
    body: `${name} ख़त्म हो गया है। क्या उसकी जगह ${byName} चलेगा? कृपया ${seconds} सेकंड में जवाब दें; जवाब न मिलने पर उसका पैसा लौटा दिया जाएगा।`,
  }),
  campaign: ({ hi }) => hi,
}

/** Said to whoever asked for a call, before they are connected. */
export const callText = 'टोकरी आपको अभी जोड़ रही है। कृपया रुकें।'

export const codeText = (code: string): string => `${code} आपका टोकरी लॉगिन कोड है, 5 मिनट के लिए। इसे किसी को न बताएँ।`
