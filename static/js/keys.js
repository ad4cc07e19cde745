// Single keys press what carries `data-key`; `?` lists them. Off while somebody writes, and never needed.
const named = (element) => element.getAttribute("aria-label") || element.textContent.trim();

function list() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", "Keys");
  const keys = document.createElement("dl");
  keys.className = "keys";
  for (const element of document.querySelectorAll("[data-key]")) {
    const key = document.createElement("dt");
    const name = document.createElement("dd");
    key.textContent = element.dataset.key.toUpperCase();
    name.textContent = named(element);
    keys.append(key, name);
  }
  dialog.append(keys);
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
