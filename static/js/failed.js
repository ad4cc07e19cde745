// When an htmx request fails, says so beside what asked for it. Nothing on the page is replaced.
const SENTENCES = {
  offline: "No connection. Nothing was sent. Press again when you are back.",
  403: "This page was open too long, so nothing was done. Load it again.",
  404: "It is not there any more. Load the page again.",
  413: "Too large. Nothing was kept of it.",
  429: "Too often. Nothing was done. Wait a minute, then press again.",
  503: "Something that tracekit needs does not answer just now. Press again in a minute.",
  other: "That did not work, and the mistake is ours. Load the page again to see what stands.",
};

function say(event, sentence) {
  const note = document.createElement("div");
  note.className = "note note-bad";
  note.dataset.failed = "";
  note.setAttribute("role", "alert");
  note.textContent = sentence;
  forget(event);
  event.detail.elt.after(note);
}

function forget(event) {
  const next = event.detail.elt.nextElementSibling;
  if (next?.matches("[data-failed]")) next.remove();
}

document.addEventListener("htmx:beforeRequest", forget);
document.addEventListener("htmx:sendError", (event) => say(event, SENTENCES.offline));
document.addEventListener("htmx:timeout", (event) => say(event, SENTENCES.offline));
document.addEventListener("htmx:responseError", (event) => say(event, SENTENCES[event.detail.xhr.status] ?? SENTENCES.other));
