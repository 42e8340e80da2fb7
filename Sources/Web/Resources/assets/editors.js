// The editors beside a line: a split says what is left, and a rule says what it would do before it is saved.
(() => {
  const pane = document.querySelector("[data-pane]")
  if (!pane) return
  const token = () => decodeURIComponent(document.cookie.match(/(?:^|; )csrf_token=([^;]*)/)?.[1] ?? "")
  pane.classList.add("is-live")
  const pause = 300
  let timer
  let asked

  // Amounts are counted in the smallest unit: no binary fraction comes into it.
  function units(text, decimals) {
    const match = text.replaceAll(",", "").trim().match(/^(-?)(\d+)(?:\.(\d*))?$/)
    if (!match || (match[3] ?? "").length > decimals) return null
    const value = BigInt(match[2] + (match[3] ?? "").padEnd(decimals, "0"))
    return match[1] ? -value : value
  }

  function words(value, decimals) {
    const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, "0")
    const whole = digits.slice(0, digits.length - decimals)
    return `${value < 0n ? "-" : ""}${whole}${decimals ? "." + digits.slice(-decimals) : ""}`
  }

  function rest(form) {
    const whole = form.dataset.split
    const decimals = (whole.split(".")[1] ?? "").length
    let left = units(whole, decimals)
    for (const field of form.querySelectorAll("[name=part_amount]")) {
      const value = field.value.trim() ? units(field.value, decimals) : 0n
      field.toggleAttribute("aria-invalid", value === null)
      left -= value ?? 0n
    }
    const hint = form.querySelector("[data-rest]")
    hint.textContent = left === 0n ? "Nothing is left." : `${words(left, decimals)} of ${whole} ${left < 0n ? "too much" : "left"}.`
  }

  async function dryRun(form) {
    const hint = form.querySelector("[data-dry-run]")
    const value = name => form.elements[name].value.trim()
    const account = value("account").split(" ")[0]
    const id = [...document.querySelectorAll("#accounts option")].find(option => option.value.split(" ")[0] === account)?.dataset.id
    if (!value("text") || !id) return
    const test = { contains: "contains", starts: "starts", equals: "equals", matches: "matches" }[value("op")]
    asked?.abort()
    asked = new AbortController()
    const body = { condition: { text: { [test]: value("text") } }, action: { file: Number(id) }, sample: 0 }
    const answer = await fetch(`/api/rules/dry_run?tenant_id=${form.elements.tenant_id.value}`, {
      method: "POST", credentials: "same-origin", signal: asked.signal, body: JSON.stringify(body),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": token() },
    }).catch(() => null)
    if (!answer?.ok) return
    const report = await answer.json()
    hint.textContent = `Matches ${report.waiting} lines that wait and files ${report.would_file} of them. ` +
      `Of ${report.agreeing + report.disagreeing} that people filed, ${report.disagreeing} went elsewhere and stay there.`
    form.querySelector("button[type=submit]").textContent = report.would_file ? `Save rule, file ${report.would_file}` : "Save rule"
  }

  pane.addEventListener("input", event => {
    const split = event.target.closest("[data-split]")
    if (split) rest(split)
    const maker = event.target.closest("[data-maker]")
    if (!maker) return
    clearTimeout(timer)
    timer = setTimeout(() => dryRun(maker), pause)
  })
  pane.addEventListener("focusin", event => {
    const maker = event.target.closest("[data-maker]")
    if (maker && !maker.dataset.tried) {
      maker.dataset.tried = "1"
      dryRun(maker)
    }
  })
  pane.addEventListener("click", event => {
    const opener = event.target.closest("[data-opens]")
    if (!opener) return
    event.preventDefault()
    const details = document.getElementById(opener.dataset.opens)
    details.open = true
    details.querySelector("input:not([type=hidden]), select")?.focus()
  })
})()
