// What runs inside the page that is looked at: injected as it is, after axe-core. Plain JavaScript, since the types of
// the back end know no browser.
const scrolls = (each, until) =>
  each !== null &&
  each !== until &&
  (getComputedStyle(each).overflowX !== 'visible' || scrolls(each.parentElement, until))

globalThis.tokriLook = {
  /** Whether nothing in sight is still to come. */
  settled: () =>
    [...document.querySelectorAll('.skeleton, [aria-busy="true"]')].every((each) => {
      const { top, width } = each.getBoundingClientRect()
      return width === 0 || top > window.innerHeight
    }),

  /** Changes what the page keeps, as another tab would: it hears of it without being loaded again. */
  keep(key, value) {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(value))
    globalThis.dispatchEvent(new StorageEvent('storage', { key }))
  },

  /** How many letters of Devanagari the page shows. */
  hindi: () => (document.body.textContent.match(/[\u0900-\u097f]/g) ?? []).length,

  /** Whether a dialog lies over the page. */
  under: () => document.querySelector(':modal') !== null,

  /** What axe finds, in words; at most three places of each kind. Of a page under a dialog only the dialog. */
  async axe(where, { many, ...options }) {
    // A change of theme or width is seen from the next frame on.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    const over = [...document.querySelectorAll(':modal')]
    const context = {
      include: over.length > 0 ? over : document,
      exclude: many ? ['details:not([open]) > :not(summary)', 'main > section:nth-of-type(n + 3)'] : [],
    }
    // Frames are the provider's; what takes no part in an answer is not worked out.
    const { violations } = await globalThis.axe.run(context, {
      ...options,
      iframes: false,
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${where}: ${id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
    )
  },

  /** What sticks out of the screen, so that the page scrolls sideways. */
  tooWide(when) {
    const boxes = [document.documentElement, document.querySelector('#main')].filter((box) => box !== null)
    return boxes
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .map((box) => {
        const edge = box.getBoundingClientRect().left + box.clientWidth
        const out = [...box.querySelectorAll('*')].filter((each) => {
          const { right, width } = each.getBoundingClientRect()
          return width > 0 && right > edge + 1
        })
        // What lies in a box that scrolls by itself does no harm.
        const loose = out.filter((each) => !scrolls(each.parentElement, box))
        const names = loose.slice(-2).map((each) => each.outerHTML.slice(0, 140))
        return `${when}: ${box.scrollWidth} wide in ${box.clientWidth}: ${names.join(' | ')}`
      })
  },

  /** The text of the whole page in percent of its size. */
  enlarge(percent) {
    document.documentElement.style.fontSize = `${percent}%`
  },

  /** Tries what a Content-Security-Policy has to stop; tells what happened all the same. */
  async intrude() {
    const script = document.createElement('script')
    script.textContent = 'globalThis.tokriIntruded = true'
    const style = document.createElement('style')
    style.textContent = 'body { outline: 7px solid rgb(1, 2, 3) }'
    const button = document.createElement('button')
    button.setAttribute('onclick', 'globalThis.tokriIntruded = true')
    document.body.append(script, style, button)
    button.click()
    const worked = []
    if (globalThis.tokriIntruded) worked.push('script')
    if (getComputedStyle(document.body).outlineWidth === '7px') worked.push('style')
    const fetched = await fetch('https://example.com/').then(
      () => true,
      () => false,
    )
    if (fetched) worked.push('request')
    for (const each of [script, style, button]) each.remove()
    return worked
  },
}
