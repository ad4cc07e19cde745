// Single keys press what carries `data-key`; `?` lists them. Off while somebody writes, and never needed.
const named = (element) => element.getAttribute("aria-label") || element.textContent.trim();

function make(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

function list() {
  const dialog = make("dialog", "", "stack-tight");
  dialog.setAttribute("aria-labelledby", "keys");
  const title = make("h2", "Keys");
  title.id = "keys";
  dialog.append(title);
  for (const element of document.querySelectorAll("[data-key]")) {
    const line = make("p", "", "row");
    line.append(make("kbd", element.dataset.key.toUpperCase(), "badge"), named(element));
    dialog.append(line);
  }
  const close = make("button", "Close", "button");
  close.addEventListener("click", () => dialog.close());
  dialog.append(close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input, select, textarea, dialog, [contenteditable]")) return;
  if (event.key === "?") return list();
  document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
