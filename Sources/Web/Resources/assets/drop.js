// Bank files dropped on the import form, or chosen there: sent one after the other, with how far each is and what came of it.
(() => {
  const form = document.querySelector("[data-drop]")
  if (!form) return
  const field = form.querySelector("input[type=file]")
  const list = document.querySelector("[data-drop-list]")
  const token = () => decodeURIComponent(document.cookie.match(/(?:^|; )csrf_token=([^;]*)/)?.[1] ?? form.elements.csrf_token.value)
  const lines = count => count === 1 ? "1 new line" : `${count.toLocaleString("en-US")} new lines`

  function send(file, told) {
    return new Promise(done => {
      const query = new URLSearchParams({ filename: file.name, tenant_id: form.elements.tenant_id.value })
      if (form.elements.account.value) query.set("account", form.elements.account.value)
      for (const column of form.elements.columns.value.split("\n").map(text => text.trim()).filter(Boolean)) query.append("columns", column)
      const request = new XMLHttpRequest()
      request.open("POST", `/api/statements?${query}`)
      request.setRequestHeader("X-CSRF-Token", token())
      request.setRequestHeader("Content-Type", "application/octet-stream")
      request.upload.onprogress = event => told(event.loaded < event.total ? `${Math.floor(100 * event.loaded / event.total)} % sent` : "Reading…")
      request.onload = () => {
        let answer = {}
        try { answer = JSON.parse(request.responseText) } catch { /* What is no JSON is told by its status. */ }
        done({ isDone: request.status < 300, answer, status: request.status })
      }
      request.onerror = () => done({ isDone: false, answer: { error: { message: "No connection. Nothing of this file was imported; send it again." } } })
      request.send(file)
    })
  }

  function row(file) {
    const item = document.createElement("li")
    const name = Object.assign(document.createElement("b"), { textContent: file.name })
    const told = document.createElement("span")
    told.textContent = "Waits"
    item.append(name, " ", told)
    list.append(item)
    return { item, told }
  }

  function tell({ item, told }, { isDone, answer, status }) {
    if (!isDone) {
      told.className = "error"
      told.textContent = answer.error?.message ?? `The server answered ${status}.`
      return
    }
    const parts = [lines(answer.lines - answer.duplicates)]
    if (answer.duplicates) parts.push(`${answer.duplicates.toLocaleString("en-US")} known already`)
    if (answer.rejected.length) parts.push(`${answer.rejected.length} with a problem`)
    told.textContent = `${parts.join(", ")}.`
    if (!answer.id) return
    const asks = Boolean(answer.warnings?.length)
    if (asks) told.textContent += " Nothing says which account it belongs to."
    const link = Object.assign(document.createElement("a"), {
      href: `/import/${answer.id}`, textContent: asks ? "Which account?" : "See the file",
    })
    item.append(" ", link)
  }

  async function take(files) {
    const some = [...files].map(file => ({ file, row: row(file) }))
    form.setAttribute("aria-busy", "true")
    for (const { file, row } of some) tell(row, await send(file, text => { row.told.textContent = text }))
    form.removeAttribute("aria-busy")
    field.value = ""
    document.querySelector("[data-drop-done]").hidden = false
    await renew()
  }

  // What was imported before has grown by these.
  async function renew() {
    const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null)
    if (!answer?.ok) return
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    for (const part of ["[data-drop-past]", "[data-drop-columns]", ".nav"]) {
      const [old, now] = [document, page].map(each => each.querySelector(part))
      if (old && now) old.replaceWith(document.importNode(now, true))
    }
  }

  form.addEventListener("submit", event => {
    // A preview is a page of its own.
    if (event.submitter?.hasAttribute("formaction")) return
    event.preventDefault()
    if (field.files.length) take(field.files)
  })
  for (const name of ["dragenter", "dragover"]) {
    form.addEventListener(name, event => {
      event.preventDefault()
      form.classList.add("is-over")
    })
  }
  for (const name of ["dragleave", "drop"]) form.addEventListener(name, () => form.classList.remove("is-over"))
  form.addEventListener("drop", event => {
    event.preventDefault()
    if (event.dataTransfer.files.length) take(event.dataTransfer.files)
  })
})()
