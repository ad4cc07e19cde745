// Opens a <dialog data-open> as soon as it is swapped in, and forgets it when it closes.
document.addEventListener("htmx:load", (event) => {
  const dialog = event.target.closest?.("dialog[data-open]");
  if (!dialog || dialog.open) return;
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
});
