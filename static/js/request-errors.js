// Shows a message beside the element whose htmx request failed. Nothing on the page is replaced.
const MESSAGES = {
  offline: "No connection. Nothing was sent. Press again when you are back.",
  403: "This was refused, so nothing was done. Load the page again.",
  404: "It is not there any more. Load the page again.",
  413: "Too large. Nothing was kept of it.",
  429: "Too often. Nothing was done. Wait a minute, then press again.",
  503: "Something that tracekit needs does not answer just now. Press again in a minute.",
  other: "That did not work, and the mistake is ours. Load the page again to see what stands.",
};

function showError(event, message) {
  const note = document.createElement("div");
  note.className = "note note-danger";
  note.dataset.requestError = "";
  note.setAttribute("role", "alert");
  note.textContent = message;
  clearError(event);
  event.detail.elt.after(note);
}

function clearError(event) {
  const next = event.detail.elt.nextElementSibling;
  if (next?.matches("[data-request-error]")) next.remove();
}

// A page that refuses a form says why.
function readErrorPage(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".error-page p")?.textContent.trim();
}

document.addEventListener("htmx:beforeRequest", clearError);
document.addEventListener("htmx:sendError", (event) => showError(event, MESSAGES.offline));
document.addEventListener("htmx:timeout", (event) => showError(event, MESSAGES.offline));
document.addEventListener("htmx:responseError", (event) => {
  const { status, responseText } = event.detail.xhr;
  showError(event, (status === 403 && readErrorPage(responseText)) || (MESSAGES[status] ?? MESSAGES.other));
});
