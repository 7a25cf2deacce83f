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

  /** What axe finds, in words; at most three places of each kind. */
  async axe(where, options) {
    // A change of theme or width is seen from the next frame on.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    // The reference has two hundred routes alike: a few of them stand for the rest.
    const context = {
      include: document,
      exclude: ['details:not([open]) > :not(summary)', 'main > section:nth-of-type(n + 3)'],
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

  /** The text of the whole page twice as large. */
  enlarge() {
    document.documentElement.style.fontSize = '200%'
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
