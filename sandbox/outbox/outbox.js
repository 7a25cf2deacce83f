/* Fetches the page again every three seconds and swaps its main part, unless somebody is reading a selection. */
setInterval(async () => {
  if (document.hidden || String(getSelection())) return
  try {
    const response = await fetch(location.href, { cache: 'no-store' })
    if (!response.ok) throw new Error(String(response.status))
    const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('main')
    const shown = document.getElementById('main')
    if (fresh && fresh.innerHTML !== shown.innerHTML) shown.innerHTML = fresh.innerHTML
    document.body.classList.remove('stale')
  } catch {
    document.body.classList.add('stale')
  }
}, 3000)
