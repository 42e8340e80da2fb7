// A field that narrows down a list beside it: data-filters names the list's id. Without script the field's form asks the server.
for (const field of document.querySelectorAll("input[data-filters]")) {
  const list = document.getElementById(field.dataset.filters)
  if (!list) continue
  const items = () => list.querySelectorAll("button[type=submit], li, tbody tr")
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase()
    for (const item of items()) item.hidden = !item.textContent.toLowerCase().includes(wanted)
  })
}
