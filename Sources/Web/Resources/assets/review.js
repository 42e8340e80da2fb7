// The cursor in the review queue: which line is the current one, which are ticked, and the pane beside them. What is answered is for answers.js.
(() => {
  const page = document.querySelector("[data-review]")
  if (!page) return
  const pane = document.querySelector("[data-pane]")
  const bulk = document.querySelector("[data-bulk]")
  const keysAreOn = document.body.hasAttribute("data-keys") || !document.querySelector("a[href='/keys']")
  // The company that this page shows, which need not be the one that is open by now in another tab.
  const tenant = document.querySelector("#bulk input[name=tenant_id]")?.value
  let asked

  const here = address => {
    const url = new URL(address, location.href)
    if (tenant) url.searchParams.set("tenant_id", tenant)
    return url
  }
  const rows = () => [...page.querySelectorAll("tr[data-line]:not([hidden])")]
  const current = () => page.querySelector("tr.now:not([hidden])")
  const box = row => row.querySelector("input[type=checkbox]")
  const ticked = () => rows().filter(row => box(row)?.checked)
  const groupOf = row => row?.closest("tbody")

  function go(row, focus = true) {
    if (!row) return
    const old = page.querySelector("tr.now")
    if (old !== row) {
      old?.classList.remove("now")
      old?.querySelector("a.line")?.removeAttribute("aria-current")
    }
    row.classList.add("now")
    const link = row.querySelector("a.line")
    link.setAttribute("aria-current", "true")
    if (focus) link.focus({ preventScroll: true })
    row.scrollIntoView({ block: "nearest" })
    load(row)
  }

  async function load(row) {
    const id = row.dataset.line
    if (pane.dataset.line === id) return
    asked?.abort()
    asked = new AbortController()
    pane.dataset.line = ""
    try {
      const answer = await fetch(here(`/review/lines/${id}`), { signal: asked.signal, credentials: "same-origin" })
      if (!answer.ok) return
      // The server's own page, escaped there as every page is.
      const text = await answer.text()
      const parsed = new DOMParser().parseFromString(text, "text/html")
      pane.replaceChildren(...parsed.body.childNodes)
      pane.dataset.line = id
      document.dispatchEvent(new CustomEvent("review:pane", { detail: { row, pane } }))
    } catch {
      // The pane keeps the line it had; answers do not need it.
    }
  }

  function step(by) {
    const list = rows()
    const index = list.indexOf(current())
    go(list[Math.min(Math.max(index + by, 0), list.length - 1)])
  }

  function stepGroup(by) {
    const groups = [...page.querySelectorAll("tbody[data-group]:not([hidden])")].filter(group => group.querySelector("tr[data-line]:not([hidden])"))
    const index = groups.indexOf(groupOf(current()))
    const group = groups[Math.min(Math.max(index + by, 0), groups.length - 1)]
    go(group?.querySelector("tr[data-line]:not([hidden])"))
  }

  function showTicks() {
    for (const group of page.querySelectorAll("tbody[data-group]")) {
      const all = group.querySelector("tr.group input")
      const boxes = [...group.querySelectorAll("tr[data-line]:not([hidden])")].map(box)
      if (!all) continue
      const count = boxes.filter(box => box?.checked).length
      all.checked = count > 0 && count === boxes.length
      all.indeterminate = count > 0 && count < boxes.length
    }
    if (!bulk) return
    const some = ticked()
    bulk.querySelector("[data-ticked]").textContent = `${some.length} selected`
    const sum = some.reduce((sum, row) => sum + Number(row.dataset.units), 0) / 100
    const words = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2 })
    bulk.querySelector("[data-ticked-sum]").textContent = some.length ? words.format(sum) : ""
    bulk.classList.toggle("is-empty", !some.length)
  }

  function tick(row, toHere) {
    const list = rows()
    if (!row) return
    const last = list.findLastIndex((other, index) => index < list.indexOf(row) && box(other)?.checked)
    const on = !box(row).checked
    const some = toHere && last >= 0 ? list.slice(last, list.indexOf(row) + 1) : [row]
    for (const one of some) box(one).checked = toHere ? true : on
    showTicks()
  }

  function clear() {
    for (const box of page.querySelectorAll("input[type=checkbox]")) box.checked = box.indeterminate = false
    showTicks()
    if (location.hash === "#line") location.hash = "#main"
  }

  async function more(link) {
    const group = link.closest("tbody")
    const answer = await fetch(here(link.href), { credentials: "same-origin" }).catch(() => null)
    if (!answer?.ok) return location.assign(link.href)
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html")
    const fresh = [...parsed.querySelectorAll("tbody[data-group]")].find(other => other.dataset.group === group.dataset.group)
    const known = new Set([...group.querySelectorAll("tr[data-line]")].map(row => row.dataset.line))
    const rest = link.closest("tr")
    const added = [...(fresh?.querySelectorAll("tr[data-line]") ?? [])].filter(row => !known.has(row.dataset.line))
    for (const row of added) {
      row.classList.remove("now")
      rest.before(row)
    }
    const next = fresh?.querySelector("[data-more]")
    if (next) link.textContent = next.textContent
    if (!next || !added.length) rest.remove()
    go(added[0])
  }

  page.addEventListener("click", event => {
    const link = event.target.closest("a.line")
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0
    if (link && plain) {
      event.preventDefault()
      go(link.closest("tr"))
      if (matchMedia("(max-width: 1279px)").matches) location.hash = "#line"
    }
    const rest = event.target.closest("[data-more]")
    if (rest && plain) {
      event.preventDefault()
      more(rest)
    }
    if (event.target.closest("[data-clear]")) {
      event.preventDefault()
      clear()
    }
  })

  page.addEventListener("change", event => {
    if (event.target.name === "group") {
      for (const row of groupOf(event.target).querySelectorAll("tr[data-line]:not([hidden])")) box(row).checked = event.target.checked
    }
    if (event.target.type === "checkbox") showTicks()
  })

  document.addEventListener("keydown", event => {
    const isField = event.target.closest("input:not([type=checkbox]), select, textarea")
    if (isField) {
      if (event.key === "Escape") {
        isField.blur()
        current()?.querySelector("a.line")?.focus({ preventScroll: true })
        event.preventDefault()
      }
      return
    }
    if (!keysAreOn || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const verbs = {
      j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
      J: () => stepGroup(1), K: () => stepGroup(-1), x: () => tick(current(), false), X: () => tick(current(), true), Escape: clear,
      o: () => open(), Enter: () => open(),
    }
    const verb = verbs[event.key]
    if (!verb || (event.key === "Enter" && !event.target.closest("a.line, main, body") )) return
    if (event.key === "Enter" && event.target.closest("button, summary, a:not(.line), aside")) return
    event.preventDefault()
    verb()
  })

  function open() {
    const rest = groupOf(current())?.querySelector("[data-more]")
    if (rest) return more(rest)
    location.hash = "#line"
    current()?.querySelector("a.line")?.focus({ preventScroll: true })
  }

  document.addEventListener("review:go", event => go(event.detail.row))
  document.addEventListener("review:ticks", showTicks)
  pane.dataset.line = page.querySelector("tr.now")?.dataset.line ?? ""
  bulk?.classList.add("is-live")
  showTicks()
})()
