// Finds by path or word, and opens what an address with # points at. The page reads well without it.
const find = document.getElementById('find')
const cards = [...document.querySelectorAll('[data-words]')]

find?.addEventListener('input', () => {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const card of cards) {
    const hit = words.every((word) => card.dataset.words.includes(word))
    card.hidden = !hit
    const line = document.querySelector(`aside a[href="#${card.id}"]`)
    if (line) line.parentElement.hidden = !hit
  }
})

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target instanceof HTMLDetailsElement) {
    target.open = true
    target.scrollIntoView()
  }
}
addEventListener('hashchange', openTarget)
openTarget()
