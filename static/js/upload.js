// Sends chosen or dropped files in small parcels, and skips those that are here already.
const MOST_FILES = 1000, PARCEL_FILES = 20, PARCEL_BYTES = 20e6, HASHED_BYTES = 32e6;

const form = document.getElementById("drop");
const input = form.querySelector("input[type=file]");
const shown = document.getElementById("sent");
const aloud = document.getElementById("sent-said");
const bar = document.getElementById("sending");
const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
let under_way = Promise.resolve(), busy = 0, tenth = -1;

document.getElementById("drop-plain").hidden = true;
input.addEventListener("change", () => { enqueue([...input.files]); input.value = ""; });

// Dropping: anywhere on the page, files and whole folders.
const has_files = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => {
  if (!has_files(event)) return;
  event.preventDefault();
  form.classList.add("drop-lit");
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("drop-lit"); });
addEventListener("drop", async (event) => {
  if (!has_files(event)) return;
  event.preventDefault();
  form.classList.remove("drop-lit");
  const entries = [...event.dataTransfer.items].filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const found = [];
  for (const entry of entries) await walk(entry, found);
  enqueue(found);
});

async function walk(entry, found) {
  if (!entry) return;
  if (entry instanceof File) found.push(entry);
  else if (entry.isFile) found.push(await new Promise((ok, no) => entry.file(ok, no)));
  else {
    const reader = entry.createReader();
    for (let batch; (batch = await new Promise((ok, no) => reader.readEntries(ok, no))).length;) {
      for (const inside of batch) if (!inside.name.startsWith(".")) await walk(inside, found);
    }
  }
}

// One drop after the other.
function enqueue(files) {
  if (!files.length) return say("There is no file in it. Nothing was sent.");
  if (files.length > MOST_FILES) {
    return say(`These are ${number(files.length)} files. Up to ${number(MOST_FILES)} go at once; nothing was sent. Drop a part of them, or a zip.`);
  }
  busy += 1;
  under_way = under_way.then(() => send(files)).finally(() => { busy -= 1; });
}

async function send(files) {
  let sent = 0;
  try {
    const { upload } = await post("/files/uploads/");
    for (const parcel of parcels(files)) {
      progress(sent, files.length);
      const rest = await without_known(upload, parcel);
      if (rest.length) await post("/files/", packed(upload, rest), (share) => progress(sent + share * parcel.length, files.length));
      sent += parcel.length;
      document.body.dispatchEvent(new Event("files-sent"));
    }
    say(files.length === 1 ? "The file is here. You can leave this page." : `All ${number(sent)} are here. You can leave this page. It goes on.`);
  } catch (problem) {
    say(`${reason(problem)} ${number(sent)} ${sent === 1 ? "file" : "files"} arrived. ${files.length > 1 ? "Drop the folder again; those are skipped." : "Drop it again."}`, true);
  }
  bar.hidden = true;
}

function* parcels(files) {
  let parcel = [], bytes = 0;
  for (const file of files) {
    if (parcel.length && (parcel.length === PARCEL_FILES || bytes + file.size > PARCEL_BYTES)) {
      yield parcel;
      parcel = [], bytes = 0;
    }
    parcel.push(file);
    bytes += file.size;
  }
  if (parcel.length) yield parcel;
}

// Asks by hash which files are here; the server lists those, and they need no sending.
async function without_known(upload, parcel) {
  const plain = parcel.filter((file) => crypto.subtle && file.size && file.size <= HASHED_BYTES && !/\.(gz|zip)$/i.test(file.name));
  if (!plain.length) return parcel;
  const hashed = new Map();
  for (const file of plain) hashed.set(file, await sha256(file));
  const files = plain.map((file) => ({ name: file.name, sha256: hashed.get(file) }));
  const { known } = await post("/files/known/", JSON.stringify({ upload, files }));
  return parcel.filter((file) => !known.includes(hashed.get(file)));
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function packed(upload, files) {
  const body = new FormData();
  body.append("upload", upload);
  for (const file of files) body.append("files", file, file.name);
  return body;
}

function post(url, body, on_share) {
  return new Promise((ok, no) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => on_share?.(event.loaded / event.total);
    request.onload = () => (request.status < 300 && request.response ? ok(request.response) : no(request.response?.problem ?? request.status));
    request.onerror = request.ontimeout = () => no(0);
    request.send(body);
  });
}

function reason(problem) {
  if (typeof problem === "string") return problem;
  if (problem === 0) return "The connection was lost.";
  if (problem === 413) return "The next file is larger than 256 MB and was not taken.";
  if (problem === 403 || problem === 200) return "You are not signed in any more. Load the page again.";
  return "A file could not be sent, or could not be opened.";
}

function progress(sent, all) {
  bar.hidden = false;
  bar.firstElementChild.max = all;
  bar.firstElementChild.value = sent;
  shown.classList.remove("failed");
  shown.textContent = `${number(Math.floor(sent))} of ${number(all)} sent. Keep this page open.`;
  if (tenth !== (tenth = Math.floor(sent * 10 / all))) aloud.textContent = shown.textContent;
}

function say(sentence, failed = false) {
  aloud.textContent = shown.textContent = sentence;
  shown.classList.toggle("failed", failed);
  tenth = -1;
}

function number(count) {
  return count.toLocaleString("en");
}

addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });

// A hidden tab asks for nothing; when it is seen again it looks at once.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.id === "run") event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.body.dispatchEvent(new Event("files-sent")); });
