// Cards of a list with `data-order-url` are dragged by their chip to another place; dropping one sends the new order.
// The buttons up and down of each card do the same without a mouse.
let dragged = null;
let target = null;

const cardOf = (event) => event.target.closest?.("[data-order-url] > [data-provider]");

function markTarget(card, isAfter) {
  if (target) delete target.dataset.drop;
  target = card;
  if (card) card.dataset.drop = isAfter ? "after" : "before";
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.matches?.("[draggable]") ? cardOf(event) : null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.provider);
  event.dataTransfer.setDragImage(dragged, 0, 0);
});

document.addEventListener("dragover", (event) => {
  const card = cardOf(event);
  if (!dragged || !card) return;
  event.preventDefault();
  const { top, height } = card.getBoundingClientRect();
  markTarget(card, event.clientY > top + height / 2);
});

document.addEventListener("drop", (event) => {
  if (!dragged || !target) return;
  event.preventDefault();
  const list = target.parentElement;
  const names = [...list.children].map((card) => card.dataset.provider).filter((name) => name !== dragged.dataset.provider);
  const place = names.indexOf(target.dataset.provider);
  if (place < 0) return;
  names.splice(place + (target.dataset.drop === "after" ? 1 : 0), 0, dragged.dataset.provider);
  const options = { source: list, target: "#provider-cards", swap: "outerHTML", values: { order: names } };
  htmx.ajax("POST", list.dataset.orderUrl, options);
});

document.addEventListener("dragend", () => {
  markTarget(null);
  dragged = null;
});
