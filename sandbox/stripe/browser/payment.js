/* The card and UPI form. What is typed here goes to the stand-in's API and nowhere else. */
import { post, retrieve, serve } from './frame.js'

const byId = (id) => document.getElementById(id)
const inputs = { number: byId('number'), expiry: byId('expiry'), cvc: byId('cvc'), vpa: byId('vpa') }
const state = { method: 'card', config: {}, tell: () => {}, last: '' }

const brands = [
  { name: 'visa', test: /^4/, label: 'Visa' },
  { name: 'mastercard', test: /^(5[1-5]|2[2-7])/, label: 'Mastercard' },
  { name: 'amex', test: /^3[47]/, label: 'American Express' },
  { name: 'rupay', test: /^(60(?!11)|65|81|82|508)/, label: 'RuPay' },
]
const brandOf = (digits) => brands.find((brand) => brand.test.test(digits))
const digitsOf = (text) => text.replace(/\D/g, '')

const luhn = (digits) =>
  [...digits].reverse().reduce((sum, digit, i) => {
    const value = Number(digit) * (i % 2 ? 2 : 1)
    return sum + (value > 9 ? value - 9 : value)
  }, 0) %
    10 ===
  0

/** What is wrong with each field, in Stripe's codes; undefined when it is good. */
const checks = {
  number(text) {
    const digits = digitsOf(text)
    const length = brandOf(digits)?.name === 'amex' ? 15 : 16
    if (digits.length < length) return ['incomplete_number', 'Your card number is incomplete.']
    if (!luhn(digits)) return ['invalid_number', 'Your card number is invalid.']
  },
  expiry(text) {
    const digits = digitsOf(text)
    if (digits.length < 4) return ['incomplete_expiry', "Your card's expiration date is incomplete."]
    const [month, year] = [Number(digits.slice(0, 2)), 2000 + Number(digits.slice(2))]
    const now = new Date()
    if (month < 1 || month > 12) return ['invalid_expiry_month', "Your card's expiration month is invalid."]
    if (year < now.getFullYear() || (year === now.getFullYear() && month <= now.getMonth()))
      return ['invalid_expiry_year_past', "Your card's expiration year is in the past."]
  },
  cvc(text) {
    const length = brandOf(digitsOf(inputs.number.value))?.name === 'amex' ? 4 : 3
    if (digitsOf(text).length < length) return ['incomplete_cvc', "Your card's security code is incomplete."]
  },
  vpa(text) {
    if (!/^[a-z0-9.\-_]{2,256}@[a-z][a-z0-9]{1,63}$/i.test(text.trim()))
      return ['invalid_vpa', 'A UPI ID looks like name@bank.']
  },
}
const fieldsOf = { card: ['number', 'expiry', 'cvc'], upi: ['vpa'] }

function show(name, message) {
  byId(`${name}-error`).textContent = message ?? ''
  inputs[name].setAttribute('aria-invalid', String(Boolean(message)))
  resize()
}

/** The first thing wrong, shown beside every wrong field. */
function validate() {
  let first
  for (const name of fieldsOf[state.method]) {
    const wrong = checks[name](inputs[name].value)
    show(name, wrong?.[1])
    if (wrong && !first) {
      first = { type: 'validation_error', code: wrong[0], message: wrong[1] }
      inputs[name].focus()
    }
  }
  return first
}

function changed() {
  const names = fieldsOf[state.method]
  const detail = {
    empty: names.every((name) => inputs[name].value === ''),
    complete: names.every((name) => !checks[name](inputs[name].value)),
    collapsed: false,
    value: { type: state.method },
  }
  const text = JSON.stringify(detail)
  if (text === state.last) return
  state.last = text
  state.tell('change', detail)
}

/** Writes the digits in groups, and keeps the caret behind the digit it was behind. */
function format(input, groups) {
  const before = digitsOf(input.value.slice(0, input.selectionStart ?? 0)).length
  const text = groups(digitsOf(input.value))
  if (text === input.value) return
  input.value = text
  let at = 0
  for (let seen = 0; seen < before && at < text.length; at++) if (/\d/.test(text[at])) seen++
  if (before > 0 && at === text.trimEnd().length) at = text.length
  if (document.activeElement === input) input.setSelectionRange(at, at)
}

function onNumber() {
  format(inputs.number, (digits) => {
    const amex = brandOf(digits)?.name === 'amex'
    const parts = amex
      ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10, 15)]
      : (digits.slice(0, 16).match(/.{1,4}/g) ?? [])
    return parts.filter(Boolean).join(' ')
  })
  const digits = digitsOf(inputs.number.value)
  const brand = brandOf(digits)
  byId('brand').className = `brand ${brand?.name ?? ''}`
  byId('brand').setAttribute('aria-label', brand?.label ?? 'Card')
  inputs.cvc.maxLength = brand?.name === 'amex' ? 4 : 3
  const full = digits.length === (brand?.name === 'amex' ? 15 : 16)
  show('number', full ? checks.number(inputs.number.value)?.[1] : undefined)
  if (full && !checks.number(inputs.number.value) && document.activeElement === inputs.number) inputs.expiry.focus()
}

function onExpiry(event) {
  const typed = digitsOf(inputs.expiry.value)
  const padded = /^[2-9]$/.test(typed) ? `0${typed}` : typed
  const deleting = event?.inputType?.startsWith('delete')
  if (padded !== typed) inputs.expiry.value = padded
  format(inputs.expiry, (digits) =>
    digits.length > 2 || (digits.length === 2 && !deleting) ? `${digits.slice(0, 2)} / ${digits.slice(2, 4)}` : digits,
  )
  if (digitsOf(inputs.expiry.value).length < 4) return show('expiry')
  const wrong = checks.expiry(inputs.expiry.value)
  show('expiry', wrong?.[1])
  if (!wrong && document.activeElement === inputs.expiry) inputs.cvc.focus()
}

inputs.number.addEventListener('input', onNumber)
inputs.expiry.addEventListener('input', onExpiry)
inputs.cvc.addEventListener('input', () => {
  inputs.cvc.value = digitsOf(inputs.cvc.value)
  show('cvc')
})
inputs.vpa.addEventListener('input', () => show('vpa'))
byId('form').addEventListener('input', changed)
byId('form').addEventListener('submit', (event) => event.preventDefault())
for (const [name, input] of Object.entries(inputs)) {
  input.addEventListener('focus', () => state.tell('focus'))
  input.addEventListener('blur', () => {
    if (input.value !== '') show(name, checks[name](input.value)?.[1])
    state.tell('blur')
  })
}

function choose(method, focus) {
  state.method = method
  for (const each of ['card', 'upi']) {
    const tab = byId(`tab-${each}`)
    tab.setAttribute('aria-selected', String(each === method))
    tab.tabIndex = each === method ? 0 : -1
    byId(`panel-${each}`).hidden = each !== method
    byId(`help-${each}`).hidden = each !== method
  }
  if (focus) byId(`tab-${method}`).focus()
  changed()
  resize()
}
for (const each of ['card', 'upi']) {
  byId(`tab-${each}`).addEventListener('click', () => choose(each))
  byId(`tab-${each}`).addEventListener('keydown', (event) => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') choose(each === 'card' ? 'upi' : 'card', true)
  })
}

for (const button of document.querySelectorAll('[data-number]'))
  button.addEventListener('click', () => {
    inputs.number.value = button.dataset.number
    inputs.expiry.value = '12 / 34'
    inputs.cvc.value = '123'
    onNumber()
    for (const name of fieldsOf.card) show(name)
    changed()
  })
for (const button of document.querySelectorAll('[data-vpa]'))
  button.addEventListener('click', () => {
    inputs.vpa.value = button.dataset.vpa
    show('vpa')
    changed()
  })

const resize = () => state.tell('resize', { height: Math.ceil(document.body.getBoundingClientRect().height) })
new ResizeObserver(resize).observe(document.body)

/** Takes over what a shop may choose of the look: plain values only. */
function dress(appearance = {}) {
  const names = {
    colorPrimary: '--primary',
    colorBackground: '--background',
    colorText: '--text',
    colorTextSecondary: '--muted',
    colorDanger: '--danger',
    borderRadius: '--radius',
    fontFamily: '--font',
    fontSizeBase: '--size',
  }
  document.documentElement.dataset.theme = appearance.theme === 'night' ? 'night' : 'stripe'
  for (const [name, property] of Object.entries(names)) {
    const value = appearance.variables?.[name]
    if (typeof value === 'string' && /^[\w\s#%.,()'"-]{1,120}$/.test(value))
      document.documentElement.style.setProperty(property, value)
  }
}

/** Shows a refusal beside the field it is about, so that the customer knows where to look. */
function point(error) {
  const field = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'cvc' }[error.param]
  const byCode = { expired_card: 'expiry', incorrect_cvc: 'cvc', invalid_vpa: 'vpa' }[error.code]
  const name = field ?? byCode
  if (name) show(name, error.message)
}

serve(
  {
    focus: () => inputs[fieldsOf[state.method][0]].focus(),
    blur: () => document.activeElement?.blur(),
    update: (more) => {
      Object.assign(state.config, more)
      if (more.appearance) dress(more.appearance)
    },
    submit: () => {
      const error = validate()
      return error ? { error } : { selectedPaymentMethod: state.method }
    },
    async confirm({ clientSecret }) {
      const error = validate()
      if (error) return { error }
      const [month, year] = inputs.expiry.value.split('/').map(digitsOf)
      const fields =
        state.method === 'upi'
          ? { 'payment_method_data[type]': 'upi', 'payment_method_data[upi][vpa]': inputs.vpa.value.trim() }
          : {
              'payment_method_data[type]': 'card',
              'payment_method_data[card][number]': digitsOf(inputs.number.value),
              'payment_method_data[card][exp_month]': month,
              'payment_method_data[card][exp_year]': `20${year}`,
              'payment_method_data[card][cvc]': inputs.cvc.value,
            }
      document.body.classList.add('busy')
      const result = await post({ ...state.config, clientSecret }, 'confirm', fields)
      document.body.classList.remove('busy')
      if (result.error) point(result.error)
      return result
    },
  },
  async (config, tell) => {
    Object.assign(state, { config, tell })
    dress(config.appearance)
    let types = ['card', 'upi']
    if (config.clientSecret) {
      const { paymentIntent, error } = await retrieve(config)
      if (error) tell('loaderror', { error })
      else types = paymentIntent.payment_method_types
    }
    for (const each of ['card', 'upi']) byId(`tab-${each}`).hidden = !types.includes(each)
    document.querySelector('.tabs').hidden = types.length < 2
    choose(config.options?.defaultValues?.method === 'upi' || !types.includes('card') ? 'upi' : 'card')
    document.body.classList.add('ready')
    resize()
    tell('ready')
  },
)
