// Keys that work on every page: "/" goes to the search field, G and a letter to a page, "?" to the list of keys.
// They act outside of fields alone, and a person may switch them off: then the body does not say data-keys.
(() => {
  if (!document.body.hasAttribute("data-keys")) return
  const pages = { d: "/dashboard", r: "/review", i: "/import", l: "/lines", e: "/entries", p: "/reports" }
  const patience = 1500
  let wentAt = -Infinity

  document.addEventListener("keydown", event => {
    const target = event.target
    if (target.closest("input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")) {
      if (event.key === "Escape") target.blur()
      return
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const key = event.key.toLowerCase()
    const follows = event.timeStamp - wentAt < patience
    wentAt = -Infinity
    if (follows && pages[key]) {
      // No other script shall take the second key for one of its own.
      event.preventDefault()
      event.stopImmediatePropagation()
      location.assign(pages[key])
    } else if (key === "g") {
      wentAt = event.timeStamp
    } else if (key === "/") {
      const field = [...document.querySelectorAll("#find, #find2")].find(field => field.offsetParent)
      if (!field) return
      event.preventDefault()
      field.focus()
      field.select()
    } else if (event.key === "?") {
      location.assign("/keys")
    }
  }, true)
})()
