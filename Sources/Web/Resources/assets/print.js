// The button that prints the page; hidden where there is no script, since every browser has a command of its own for that.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
