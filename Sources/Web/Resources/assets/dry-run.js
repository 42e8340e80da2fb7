// While a rule is typed, what it would do with the books' lines is asked of the server and put in its place. Without script the button
// "See what it would do" does the same.
(() => {
  const form = document.querySelector("form[data-dry-run]")
  const place = document.getElementById("dry-run")
  if (!form || !place) return
  const pause = 400
  let timer, running

  async function ask() {
    running?.abort()
    running = new AbortController()
    const body = new URLSearchParams(new FormData(form))
    body.set("do", "try")
    place.setAttribute("aria-busy", "true")
    try {
      const response = await fetch(form.action, { method: "POST", body, signal: running.signal, headers: { "X-CSRF-Token": body.get("csrf_token") } })
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const answer = page.getElementById("dry-run")
      // While the rule is not whole yet, the last result stays.
      if (response.ok && answer) place.replaceChildren(...answer.childNodes)
    } catch (error) {
      if (error.name !== "AbortError") place.textContent = "The server cannot be reached. What you typed is kept."
    } finally {
      place.removeAttribute("aria-busy")
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer)
    const isAsking = [...form.querySelectorAll("[name^=v], [name^=gv]")].some(field => field.name !== "version" && field.value.trim())
    if (isAsking) timer = setTimeout(ask, pause)
  })
})()
