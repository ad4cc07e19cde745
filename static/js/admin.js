// The checkbox in a table's head selects or clears all of its rows.
document.addEventListener("change", ({ target }) => {
  if (target.id !== "action-toggle") return;
  for (const checkbox of document.querySelectorAll(".action-select")) checkbox.checked = target.checked;
});
