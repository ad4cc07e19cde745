// Pressing a key clicks the element whose `data-shortcut` it is, or focuses the field of a label; J and K move through rows,
// marked by `data-shortcut-row`. `?` lists the shortcuts. None works while typing in a field.
const labelOf = (element) => element.getAttribute("aria-label") || element.textContent.trim();
const isVisible = (element) => element.checkVisibility({ visibilityProperty: true });

function createElement(tag, text, className) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}

const findRows = () => [...document.querySelectorAll("[data-shortcut-row]")];
const focusedRow = () => document.activeElement.closest("[data-shortcut-row]");
let rowId;

function focusRow(step) {
  const rows = findRows();
  const index = rows.indexOf(focusedRow() ?? document.getElementById(rowId));
  const row = rows[index < 0 ? 0 : index + step];
  row?.focus();
  rowId = row?.id ?? rowId;
}

function undoLast() {
  const forms = [...document.querySelectorAll("[data-undo]")].sort((a, b) => b.dataset.undo - a.dataset.undo);
  forms[0]?.querySelector("button").click();
}

const ROW_KEYS = {
  j: () => focusRow(1),
  k: () => focusRow(-1),
  x: () => focusedRow()?.querySelector("[type=checkbox]")?.click(),
  enter: () => focusedRow()?.querySelector(".change-actions button:not(.button-ghost)")?.click(),
  z: undoLast,
};

function listShortcuts() {
  const shortcuts = [...document.querySelectorAll("[data-shortcut]")].filter(isVisible);
  const entries = shortcuts.map((element) => [element.dataset.shortcut.toUpperCase(), labelOf(element)]);
  if (!findRows().length) return entries;
  const rows = document.querySelector("[data-undo], #bulk")
    ? [["X", "Choose the row"], ["Enter", "Press its button"], ["Z", "Undo the last change"]]
    : [["Enter", "Open the row"]];
  return [...entries, ["J", "Next row"], ["K", "Previous row"], ...rows];
}

function showShortcuts() {
  const dialog = createElement("dialog", "", "stack-tight");
  dialog.setAttribute("aria-labelledby", "shortcuts-title");
  const title = createElement("h2", "Keys");
  title.id = "shortcuts-title";
  dialog.append(title);
  for (const [key, label] of listShortcuts()) {
    const row = createElement("p", "", "cluster");
    row.append(createElement("kbd", key, "badge"), label);
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
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog[open], [contenteditable]")) return;
  if (event.key === "?") return showShortcuts();
  const key = event.key.toLowerCase();
  const element = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(key)}"]`)].find(isVisible);
  if (!element) {
    if (key !== "enter" || !event.target.closest("a, button, input, summary")) ROW_KEYS[key]?.();
    return;
  }
  event.preventDefault();
  if (element.control) element.control.focus();
  else element.click();
});
