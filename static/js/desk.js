// The box in the head of a list ticks all of its rows.
document.addEventListener("change", ({ target }) => {
  if (target.id !== "action-toggle") return;
  for (const box of document.querySelectorAll(".action-select")) box.checked = target.checked;
});
