// Shows a message beside the element whose htmx request failed, until its next request. Nothing on the page is replaced.
const MESSAGES = {
  offline: "The server can’t be reached. Check your connection, then try again.",
  403: "This was refused, so nothing was done. Reload the page.",
  404: "This no longer exists. Reload the page.",
  413: "This is too large, so nothing was kept.",
  429: "Too many requests, so nothing was done. Wait a minute, then try again.",
  503: "tracekit is not available right now. Try again in a minute.",
  other: "Something went wrong on our side. Reload the page to see what was saved.",
};
const POLL_MESSAGE = "The server doesn’t answer right now. This page keeps trying.";
const STALE_MESSAGE = "This part of the page could not be updated. Reload the page.";
const notes = new WeakMap(), repeats = new WeakMap(), repeated = new WeakSet();

// A request that no event started is a poll, which is repeated. One that nobody pressed updates a part of the page.
const trigger = ({ detail }) => detail.requestConfig.triggeringEvent?.type ?? "poll";
const isPressed = (event) => ["click", "submit", "change"].includes(trigger(event));

function showError(event, message) {
  const element = event.detail.requestConfig.elt, earlierNote = notes.get(element);
  if (earlierNote?.isConnected && earlierNote.textContent === message) return;
  clearError(event);
  const note = document.createElement("div");
  note.className = "note note-danger request-error";
  note.setAttribute("role", "alert");
  note.textContent = message;
  notes.set(element, note);
  Element.prototype.after.call(element, note); // a form's own property would be a field of that name
}

// A request's own element is named by its config: an event names the parent of an element that was swapped out.
function clearError({ detail }) {
  notes.get(detail.requestConfig.elt)?.remove();
}

// A page that refuses a form says why.
function readErrorPage(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".error-page p")?.textContent.trim();
}

function explain(event, message, isTemporary) {
  if (isPressed(event)) showError(event, message);
  else showError(event, trigger(event) === "poll" && isTemporary ? POLL_MESSAGE : STALE_MESSAGE);
}

// What a rate limit has refused is sent again once, unless the server says that it calls a platform, or somebody presses
// the control again, or the control is gone.
function explainLimit(event, time) {
  const { requestConfig, xhr } = event.detail, { elt } = requestConfig;
  const isRepeated = xhr.getResponseHeader("X-May-Repeat") && !repeated.has(elt);
  repeated.delete(elt);
  const end = isRepeated ? "This goes on by itself at" : "Nothing was done. Try again at";
  showError(event, `Too many requests in a short time. ${end} ${formatRetryTime(time)}.`);
  if (isRepeated) repeats.set(elt, setTimeout(repeat, time - Date.now(), requestConfig));
}

function repeat({ elt, verb, path, formData, triggeringEvent }) {
  if (!elt.isConnected) return;
  repeated.add(elt);
  htmx.ajax(verb, path, { source: elt, event: triggeringEvent, values: formData });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPressed(event)) return;
  clearTimeout(repeats.get(event.detail.requestConfig.elt));
  clearError(event);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) return;
  repeated.delete(event.detail.requestConfig.elt);
  clearError(event);
});
document.addEventListener("htmx:sendError", (event) => explain(event, MESSAGES.offline, true));
document.addEventListener("htmx:timeout", (event) => explain(event, MESSAGES.offline, true));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  const time = retryTime(event.detail.xhr);
  if (time && isPressed(event)) return explainLimit(event, time);
  const reason = status === 409 ? responseText : status === 403 && readErrorPage(responseText);
  explain(event, reason || (MESSAGES[status] ?? MESSAGES.other), status === 429 || status >= 500);
});
