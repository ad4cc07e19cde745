// Says in the bar of the review what its button would write.
const choices = () => [...document.querySelectorAll('input[form="bulk"]')];

function showChosen() {
  for (const choice of choices()) {
    // After its own button was pressed, a change can no longer be chosen.
    if (!choice.closest("li").querySelector('[form="write"]')) choice.remove();
  }
  const counts = new Map();
  const chosen = choices().filter((choice) => choice.checked);
  for (const { dataset } of chosen) counts.set(dataset.place, (counts.get(dataset.place) ?? 0) + 1);
  const places = [...counts].map(([place, count]) => `${count} ${place}`);
  document.querySelector("#chosen-count")?.replaceChildren(`${chosen.length} chosen`);
  document.querySelector("#chosen-label")?.replaceChildren(`Rename ${places.join(", ") || "the chosen ones"}`);
}

document.addEventListener("change", showChosen);
document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-choose]");
  if (!button) return;
  for (const choice of choices()) choice.checked = button.dataset.choose === "all";
  showChosen();
});
document.addEventListener("htmx:afterSettle", ({ target }) => {
  showChosen();
  if (target.id === "review") target.querySelector(".write-back[hx-get]")?.focus();
});
