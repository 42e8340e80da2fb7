// After a refused form the summary of what is wrong takes the focus, so that it is read first.
document.querySelector("[data-takes-focus]")?.focus()
