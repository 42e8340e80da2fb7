// Answers on their way to the server: kept in this browser until the server has them, sent in their order, each under a key of its own, so that
// one sent twice counts once. Who has something to send dispatches "outbox:send" with { id, url, body }; what became of it comes back as
// "outbox:done" or "outbox:refused" with the same id, and "outbox:state" says how many wait and why.
(() => {
  const page = document.querySelector("[data-review]")
  if (!page) return
  const tenant = document.querySelector("input[name=tenant_id]")?.value ?? ""
  const place = `outbox ${tenant}`
  const retryAfter = 3000
  const [slow, tooSlow] = [400, 10000]
  let isSending = false
  let timer

  const read = () => { try { return JSON.parse(localStorage.getItem(place)) ?? [] } catch { return [] } }
  const write = list => localStorage.setItem(place, JSON.stringify(list))
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`outbox:${name}`, { detail }))
  const token = () => decodeURIComponent(document.cookie.match(/(?:^|; )csrf_token=([^;]*)/)?.[1] ?? "")

  async function send(item) {
    const answer = await fetch(item.url, {
      method: "POST", credentials: "same-origin", body: JSON.stringify({ tenant_id: tenant, ...item.body }),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token(), "Idempotency-Key": item.id },
    })
    return { status: answer.status, body: await answer.json().catch(() => ({})) }
  }

  async function work() {
    clearTimeout(timer)
    if (isSending) return
    isSending = true
    let item
    while ((item = read()[0])) {
      const started = [setTimeout(() => tell("slow", { isLong: false }), slow), setTimeout(() => tell("slow", { isLong: true }), tooSlow)]
      let answer
      try { answer = await send(item) } catch { answer = { status: 0 } }
      started.forEach(clearTimeout)
      // No connection, nobody signed in, or a server that cannot just now: the answer stays here and is tried again.
      if (answer.status === 0 || answer.status === 401 || answer.status === 429 || answer.status >= 500) {
        tell("state", { waiting: read().length, isSignedOut: answer.status === 401 })
        timer = setTimeout(work, retryAfter)
        break
      }
      write(read().filter(other => other.id !== item.id))
      const isDone = answer.status < 300
      tell(isDone ? "done" : "refused", { ...item, answer: answer.body, message: answer.body?.error?.message })
      if (!read().length) tell("state", { waiting: 0 })
    }
    isSending = false
  }

  document.addEventListener("outbox:send", event => {
    write([...read(), event.detail])
    work()
  })
  // An answer that was not sent yet can be taken back without the server.
  document.addEventListener("outbox:drop", event => {
    const list = read()
    const isFirst = list[0]?.id === event.detail.id && isSending
    if (isFirst || !list.some(item => item.id === event.detail.id)) return
    write(list.filter(item => item.id !== event.detail.id))
    event.preventDefault()
  })
  addEventListener("online", work)
  if (read().length) work()
})()
