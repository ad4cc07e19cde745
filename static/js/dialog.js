// Opens a <dialog data-open-on-load> as soon as it is swapped in, and removes it when it closes.
document.addEventListener("htmx:load", (event) => {
  const dialog = event.target.closest?.("dialog[data-open-on-load]");
  if (!dialog || dialog.open) return;
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
});
