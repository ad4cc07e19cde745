// Pressing a key clicks the element whose `data-shortcut` it is; `?` lists the shortcuts. None works while typing in a field.
const labelOf = (element) => element.getAttribute("aria-label") || element.textContent.trim();

function createElement(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function showShortcuts() {
  const dialog = createElement("dialog", "", "stack-tight");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  const title = createElement("h2", "Keys");
  title.id = "shortcuts-title";
  dialog.append(title);
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const row = createElement("p", "", "cluster");
    row.append(createElement("kbd", element.dataset.shortcut.toUpperCase(), "badge"), labelOf(element));
    dialog.append(row);
  }
  const closeButton = createElement("button", "Close", "button");
  closeButton.addEventListener("click", () => dialog.close());
  dialog.append(closeButton);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  if (event.key === "?") return showShortcuts();
  document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
