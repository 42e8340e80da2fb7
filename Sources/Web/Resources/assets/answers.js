// Answers in the review queue: at once on the page, then on their way to the server through the outbox. What is refused comes back to its place
// with the reason, and each answer can be taken back.
(() => {
  const page = document.querySelector("[data-review]")
  if (!page) return
  const said = page.querySelector("[data-said]")
  const pane = document.querySelector("[data-pane]")
  const form = document.getElementById("bulk")
  const tenant = document.querySelector("input[name=tenant_id]")?.value ?? ""
  const [place, steps] = [`undo ${tenant}`, 50]
  const keysAreOn = document.body.hasAttribute("data-keys") || !document.querySelector("a[href='/keys']")
  // By the id of what is on its way.
  const underway = new Map()

  const stack = () => { try { return JSON.parse(sessionStorage.getItem(place)) ?? [] } catch { return [] } }
  const keep = list => sessionStorage.setItem(place, JSON.stringify(list.slice(-steps)))
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail, cancelable: true }))
  const rows = () => [...page.querySelectorAll("tr[data-line]:not([hidden])")]
  const rowOf = line => page.querySelector(`tr[data-line="${line}"]`)
  const current = () => page.querySelector("tr.now:not([hidden])")
  const box = row => row.querySelector("input[type=checkbox]")
  const ticked = () => rows().filter(row => box(row)?.checked)
  const textOf = row => `${row.querySelector("a.line").textContent.trim()} ${row.querySelector(".c-sum").textContent}`
  const accountOf = row => row.querySelector(".c-acct").textContent.trim().replace(/^\S+ /, "")

  // What the page was sent with, after a form went by itself, is the first step back from here.
  const told = said.querySelector("[data-undo]")?.value
  if (told && !stack().some(entry => String(entry.batch) === told)) keep([...stack(), { id: "", lines: [], batch: told }])

  // MARK: What is said

  function say(text, { undo = false, isBad = false } = {}) {
    const words = document.createElement("span")
    words.textContent = text
    words.dataset.saidText = ""
    said.classList.toggle("is-bad", isBad)
    said.querySelectorAll("span, svg, button").forEach(old => old.remove())
    said.append(words)
    if (!undo) return
    const button = document.createElement("button")
    button.className = "link"
    button.type = "submit"
    button.dataset.undo = ""
    button.textContent = "Undo"
    const key = document.createElement("span")
    key.className = "keys"
    key.append(Object.assign(document.createElement("kbd"), { textContent: "U" }))
    said.append(button, key)
  }

  // MARK: The counts of the page

  function count(by, group) {
    const change = (element, by) => {
      const number = Number(element?.firstChild?.nodeValue?.replaceAll(",", ""))
      if (element && Number.isFinite(number)) element.firstChild.nodeValue = Math.max(0, number + by).toLocaleString("en-US")
    }
    change(document.querySelector(".nav .count--due"), by)
    change(page.querySelector(".chips .n"), by)
    if (!group?.dataset.count) return
    const left = Number(group.dataset.count) + by
    group.dataset.count = left
    group.querySelector("[data-count-text]").textContent = left === 1 ? "1 line" : `${left.toLocaleString("en-US")} lines`
    const approve = group.querySelector("[data-approve-group]")
    if (approve?.firstChild) approve.firstChild.nodeValue = `Approve ${left.toLocaleString("en-US")}`
  }

  function hide(some, whole) {
    for (const row of some) {
      row.hidden = true
      if (box(row)) box(row).checked = false
      count(-1, row.closest("tbody"))
    }
    for (const group of new Set(some.map(row => row.closest("tbody")))) {
      const unshown = Number(group.dataset.count ?? 0)
      if (whole) count(-unshown, group)
      group.hidden = (whole || !group.querySelector("[data-more]")) && !group.querySelector("tr[data-line]:not([hidden])")
    }
    tell("review:ticks")
  }

  function show(some, unshown = 0) {
    for (const row of some) {
      if (!row.hidden) continue
      row.hidden = false
      row.closest("tbody").hidden = false
      count(1, row.closest("tbody"))
    }
    if (unshown && some[0]) count(unshown, some[0].closest("tbody"))
    tell("review:ticks")
  }

  // After an answer: the next unanswered line of the group, then of the next group, then the one before.
  function after(some) {
    const list = rows()
    const last = list.indexOf(some.at(-1))
    const gone = new Set(some)
    return list.slice(last + 1).find(row => !gone.has(row)) ?? list.slice(0, last).reverse().find(row => !gone.has(row))
  }

  // MARK: Answering

  function answer(some, choiceOf, deed, group) {
    if (!some.length) return
    const next = some.includes(current()) ? after(some) : current()
    for (const row of some) row.querySelector(".error")?.remove()
    const id = crypto.randomUUID()
    const unshown = group ? Number(group.element.dataset.count) - some.length : 0
    const number = some.length + unshown
    const text = number === 1 ? `${textOf(some[0])} ${deed(some[0])}.` : `${number.toLocaleString("en-US")} lines ${deed(null)}.`
    const body = group?.body ?? { decisions: some.map(row => ({ line: Number(row.dataset.line), ...choiceOf(row) })) }
    underway.set(id, { rows: some, unshown })
    keep([...stack(), { id, lines: some.map(row => row.dataset.line), batch: null }])
    hide(some, Boolean(group))
    say(text, { undo: true })
    if (next) tell("review:go", { row: next })
    else page.focus()
    tell("outbox:send", { id, url: "/api/lines/decisions", body, what: text })
  }

  const filed = row => row ? `filed to ${accountOf(row)}` : "filed"
  const suggested = row => row.dataset.account ? { account: Number(row.dataset.account) } : { approve: true }

  function approve(some) {
    const open = some.filter(row => row.dataset.account || row.dataset.approvable !== undefined)
    if (open.length < some.length && !open.length) return say(`${textOf(some[0])} has no suggestion. Choose an account with C.`, { isBad: true })
    answer(open, suggested, filed)
  }

  function approveGroup(element) {
    const shown = [...element.querySelectorAll("tr[data-line]:not([hidden])")]
    const all = Number(element.dataset.count ?? shown.length)
    if (!element.dataset.group || all <= shown.length) return approve(shown)
    const [currency, vendor] = [element.dataset.group.slice(0, 3), element.dataset.group.slice(4)]
    const held = new URLSearchParams(location.search).get("held")
    const body = { groups: [{ vendor, currency, ...(held ? { held } : {}), approve: true }] }
    answer(shown, suggested, filed, { element, body })
  }

  const exclude = some => answer(some, () => ({ exclude: true }), row => row ? "left out" : "left out")
  const file = (some, account, name) => answer(some, () => ({ account }), () => `filed to ${name}`)
  const chosen = () => ticked().length ? ticked() : [current()].filter(Boolean)

  // What is typed as an account: its label, its code, or the beginning of its name.
  function typed(text) {
    const labels = [...document.querySelectorAll("#accounts option")].map(option => option.value)
    const wanted = text.trim().toLowerCase()
    if (!wanted) return null
    const name = label => label.slice(label.indexOf(" ") + 1)
    const found = labels.find(label => label.toLowerCase() === wanted) ?? labels.find(label => label.split(" ")[0] === wanted.split(" ")[0])
    const near = labels.filter(label => name(label).toLowerCase().startsWith(wanted))
    const label = found ?? (near.length === 1 ? near[0] : null)
    return label && { code: label.split(" ")[0], name: name(label) }
  }

  function fileTyped(field, some) {
    const account = typed(field.value)
    if (!account) {
      field.setAttribute("aria-invalid", "true")
      return say(`“${field.value}” is no account of these books. Type its code, or pick one from the list.`, { isBad: true })
    }
    field.removeAttribute("aria-invalid")
    field.value = ""
    file(some, account.code, account.name)
  }

  // MARK: Undoing

  function undo() {
    const list = stack()
    const last = list.pop()
    if (!last) return say("Nothing is left to undo here.")
    keep(list)
    const some = last.lines.map(rowOf).filter(Boolean)
    const pending = underway.get(last.id)
    if (pending && !last.batch && !tell("outbox:drop", { id: last.id })) {
      underway.delete(last.id)
      show(pending.rows, pending.unshown)
      say(last.lines.length === 1 ? `${textOf(some[0])} waits again.` : `${last.lines.length} lines wait again.`)
      return tell("review:go", { row: pending.rows[0] })
    }
    if (!last.batch) {
      // It is on its way and cannot be called back: it is taken back when the server has answered.
      return (pending ?? {}).undoWhenDone !== undefined || pending ? (pending.undoWhenDone = true, say("Taken back when the server has it.")) : undefined
    }
    takeBack(last.batch, some, pending?.unshown ?? 0, last.lines.length)
  }

  function takeBack(batch, some, unshown, number) {
    const id = crypto.randomUUID()
    underway.set(id, { isUndo: true, rows: some, batch, unshown })
    show(some, unshown)
    say(number === 1 && some[0] ? `${textOf(some[0])} waits again.` : `${number} lines wait again.`)
    if (some[0]) tell("review:go", { row: some[0] })
    tell("outbox:send", { id, url: `/api/decisions/${batch}/undoing`, body: {}, what: "undo" })
  }

  document.addEventListener("outbox:done", event => {
    const { id, answer, url } = event.detail
    const pending = underway.get(id)
    if (url.endsWith("/undoing")) {
      if (pending && !pending.rows.length) location.assign(`/review?undid=${pending.batch}`)
      return underway.delete(id)
    }
    const list = stack()
    const entry = list.find(entry => entry.id === id)
    if (entry) entry.batch = answer.decision
    keep(answer.decision ? list : list.filter(other => other !== entry))
    for (const refusal of answer.refused ?? []) refuse(rowOf(refusal.line), refusal.reason)
    if (pending?.undoWhenDone && answer.decision) takeBack(answer.decision, pending.rows, pending.unshown, pending.rows.length)
    else if (answer.decision) goOn(answer.decision)
  })

  // Where all of the page is answered and saved, the server shows what waits next, or that nothing does.
  function goOn(batch) {
    if (page.querySelector("tbody:not([hidden]) tr[data-line]:not([hidden]), tbody:not([hidden]) [data-more]")) return
    if (stack().some(entry => !entry.batch)) return
    const held = new URLSearchParams(location.search).get("held")
    location.assign(`/review?${new URLSearchParams({ ...(held && { held }), did: batch })}`)
  }

  document.addEventListener("outbox:refused", event => {
    const { id, message } = event.detail
    const pending = underway.get(id)
    underway.delete(id)
    keep(stack().filter(entry => entry.id !== id))
    if (!pending) return say(message ?? "The server refused an answer.", { isBad: true })
    if (pending.isUndo) hide(pending.rows)
    else for (const row of pending.rows) refuse(row, message)
    say(message ?? "The server refused the answer.", { isBad: true })
  })

  // The line keeps its place, the message is on it.
  function refuse(row, message) {
    if (!row) return
    show([row])
    const error = Object.assign(document.createElement("span"), { className: "error", textContent: message ?? "Refused.", role: "alert" })
    row.querySelector(".error")?.remove()
    row.querySelector(".cell").append(error)
    say(`${textOf(row)} was not filed: ${message}`, { isBad: true })
    tell("review:go", { row })
  }

  document.addEventListener("outbox:state", event => {
    const { waiting, isSignedOut } = event.detail
    page.removeAttribute("aria-busy")
    if (!waiting) return said.dataset.offline && (delete said.dataset.offline, say("The connection is back, and all answers are saved.", { undo: true }))
    said.dataset.offline = "1"
    const what = waiting === 1 ? "1 answer is" : `${waiting} answers are`
    const why = isSignedOut ? "You are signed out. Sign in in another window" : "No connection"
    say(`${why}: ${what} kept here and sent when ${isSignedOut ? "you are back" : "it is back"}.`, { undo: true, isBad: true })
  })
  document.addEventListener("outbox:slow", event => {
    page.setAttribute("aria-busy", "true")
    if (event.detail.isLong) say("Still working. Answers are kept here until the server has them.", { undo: true })
  })
  document.addEventListener("outbox:done", () => page.removeAttribute("aria-busy"))
  document.addEventListener("outbox:refused", () => page.removeAttribute("aria-busy"))

  // MARK: Buttons and keys

  document.addEventListener("submit", event => {
    const button = event.submitter
    if (event.target === said) {
      event.preventDefault()
      const list = stack()
      // What a page without script said last is not on the stack.
      if (button?.value && !list.some(entry => String(entry.batch) === button.value)) keep([...list, { id: "", lines: [], batch: button.value }])
      return undo()
    }
    if (event.target === form) {
      event.preventDefault()
      const group = button?.closest("[data-group]")
      if (button?.name === "approve_group") return approveGroup(group)
      if (button?.value === "exclude") return exclude(chosen())
      if (button?.value === "account") return fileTyped(document.getElementById("bulk-account"), chosen())
      return approve(chosen())
    }
    const line = event.target.dataset.answer
    const row = line && rowOf(line)
    if (!row || row.hidden) return
    event.preventDefault()
    if (event.target.dataset.typed !== undefined) return fileTyped(event.target.querySelector("[name=account]"), [row])
    if (button?.value === "exclude") return exclude([row])
    if (button?.name === "account") return file([row], Number(button.value), button.dataset.name)
  })

  document.addEventListener("keydown", event => {
    if (event.target.closest("input:not([type=checkbox]), select, textarea")) return
    if (!keysAreOn || event.defaultPrevented || event.altKey) return
    const isUndo = event.key === "u" || ((event.ctrlKey || event.metaKey) && event.key === "z")
    if (isUndo) {
      event.preventDefault()
      return undo()
    }
    if (event.ctrlKey || event.metaKey || !form) return
    const row = current()
    const opener = id => onPane(typed => {
      const details = pane.querySelector(`#${id}`)
      if (!details) return
      details.open = true
      if (matchMedia("(max-width: 1279px)").matches) location.hash = "#line"
      write(details.querySelector("input:not([type=hidden]), select"), typed)
    })
    const verbs = {
      a: () => approve(chosen()), A: () => row && approveGroup(row.closest("tbody")), e: () => exclude(chosen()),
      c: () => (ticked().length || !isPaneOf(row) ? document.getElementById("bulk-account") : pane.querySelector("[data-field=c]"))?.focus(),
      s: () => opener("split"), t: () => opener("transfer"), r: () => onPane(() => pane.querySelector("[data-field=r]")?.focus()),
    }
    const verb = /^[1-9]$/.test(event.key) ? () => choose(event.key) : verbs[event.key]
    if (!verb) return
    event.preventDefault()
    verb()
  })

  // The pane may still be coming: what was asked of it counts for the line that is current now, once its pane is there. What is typed
  // meanwhile is meant for the field that comes, and is no key.
  const patience = 2000
  let wanted
  const isPaneOf = row => row !== null && pane.dataset.line === row.dataset.line

  function onPane(act) {
    const row = current()
    if (!row) return
    if (isPaneOf(row)) return act("")
    const mine = wanted = { line: row.dataset.line, act, typed: "" }
    setTimeout(() => { if (wanted === mine) wanted = undefined }, patience)
  }

  function write(field, typed) {
    field?.focus()
    if (typed && field?.value !== undefined) field.value = typed
  }

  document.addEventListener("review:pane", () => {
    const mine = wanted
    wanted = undefined
    if (mine?.line === pane.dataset.line) mine.act(mine.typed)
  })
  document.addEventListener("keydown", event => {
    if (!wanted || event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return
    wanted.typed += event.key
    event.preventDefault()
    event.stopImmediatePropagation()
  }, true)

  function choose(key) {
    onPane(() => {
      const row = current()
      const button = pane.querySelector(`[data-key="${key}"]`)
      if (button) file([row], Number(button.value), button.dataset.name)
      else say(`There is no alternative ${key} for this line.`)
    })
  }
})()
