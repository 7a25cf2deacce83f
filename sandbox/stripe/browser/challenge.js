/* The bank's page of a 3-D Secure challenge: two buttons, and the answer goes straight to the stand-in. */
import { post, retrieve, rupees, serve } from './frame.js'

const byId = (id) => document.getElementById(id)
const state = { config: {}, tell: () => {}, busy: false }

async function answer(result) {
  if (state.busy) return
  state.busy = true
  for (const button of document.querySelectorAll('button')) button.disabled = true
  byId(result).classList.add('working')
  const outcome = await post(state.config, '_authenticate', { result })
  state.tell('answer', outcome)
}

byId('complete').addEventListener('click', () => answer('complete'))
byId('fail').addEventListener('click', () => answer('fail'))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') answer('fail')
})

serve({ fail: () => answer('fail') }, async (config, tell) => {
  Object.assign(state, { config, tell })
  byId('date').textContent = new Date().toLocaleDateString('en-IN', { day: 'numeric', month: 'short', year: 'numeric' })
  byId('complete').focus()
  const { paymentIntent, error } = await retrieve(config)
  if (error) byId('problem').textContent = error.message
  else byId('amount').textContent = rupees(paymentIntent.amount, paymentIntent.currency)
})
