// Uploads chosen or dropped files in small batches, and skips those that the server has already.
const MAX_FILES = 1000, MAX_BATCH_FILES = 20, MAX_BATCH_BYTES = 20e6, MAX_HASHED_BYTES = 32e6;

const form = document.getElementById("dropzone");
const input = form.querySelector("input[type=file]");
const statusText = document.getElementById("upload-status");
const liveRegion = document.getElementById("upload-status-live");
const progress = document.getElementById("upload-progress");
const csrfToken = form.querySelector("[name=csrfmiddlewaretoken]").value;
let lastUpload = Promise.resolve(), pendingUploads = 0, announcedTenth = -1;

input.addEventListener("change", () => { enqueue([...input.files]); input.value = ""; });

// Files and whole folders can be dropped anywhere on the page.
const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
addEventListener("dragover", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  form.classList.add("dropzone-active");
});
addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("dropzone-active"); });
addEventListener("drop", async (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  form.classList.remove("dropzone-active");
  const entries = [...event.dataTransfer.items].filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile());
  const files = [];
  for (const entry of entries) await collectFiles(entry, files);
  enqueue(files);
});

async function collectFiles(entry, files) {
  if (!entry) return;
  if (entry instanceof File) files.push(entry);
  else if (entry.isFile) files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
  else {
    const reader = entry.createReader();
    const readEntries = () => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    for (let entries; (entries = await readEntries()).length;) {
      for (const child of entries) if (!child.name.startsWith(".")) await collectFiles(child, files);
    }
  }
}

// One upload follows the other.
function enqueue(files) {
  if (!files.length) return showStatus("No files found. Nothing was sent.");
  if (files.length > MAX_FILES) {
    return showStatus(`${formatNumber(files.length)} files are too many; the limit is ${formatNumber(MAX_FILES)}. Nothing was sent. Add fewer files, or a zip.`);
  }
  pendingUploads += 1;
  lastUpload = lastUpload.then(() => uploadFiles(files)).finally(() => { pendingUploads -= 1; });
}

async function uploadFiles(files) {
  let sent = 0;
  try {
    const { upload } = await post(form.dataset.uploadsUrl);
    for (const batch of splitIntoBatches(files)) {
      showProgress(sent, files.length);
      const unknown = await withoutKnown(upload, batch);
      const onProgress = (share) => showProgress(sent + share * batch.length, files.length);
      if (unknown.length) await post(form.action, createFormData(upload, unknown), onProgress);
      sent += batch.length;
      document.body.dispatchEvent(new Event("files-sent"));
    }
    showStatus(files.length === 1 ? "The file is here. You can leave this page." : `All ${formatNumber(sent)} are here. You can leave this page.`);
  } catch (error) {
    const advice = files.length > 1 ? "Add all of them again; those that arrived are skipped." : "Add it again.";
    showStatus(`${errorMessage(error)} ${arrived(sent)} ${error.advice ?? advice}`, true);
  }
  progress.hidden = true;
}

function* splitIntoBatches(files) {
  let batch = [], bytes = 0;
  for (const file of files) {
    if (batch.length && (batch.length === MAX_BATCH_FILES || bytes + file.size > MAX_BATCH_BYTES)) {
      yield batch;
      batch = [], bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length) yield batch;
}

// The server is asked by hash which files it has; those need no upload.
async function withoutKnown(upload, batch) {
  const canBeHashed = (file) => crypto.subtle && file.size && file.size <= MAX_HASHED_BYTES && !/\.(gz|zip)$/i.test(file.name);
  const hashable = batch.filter(canBeHashed);
  if (!hashable.length) return batch;
  const hashes = new Map();
  for (const file of hashable) hashes.set(file, await sha256(file));
  const files = hashable.map((file) => ({ name: file.name, sha256: hashes.get(file) }));
  const { known } = await post(form.dataset.knownUrl, JSON.stringify({ upload, files }));
  return batch.filter((file) => !known.includes(hashes.get(file)));
}

async function sha256(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function createFormData(upload, files) {
  const formData = new FormData();
  formData.append("upload", upload);
  for (const file of files) formData.append("files", file, file.name);
  return formData;
}

// What a rate limit has refused is sent again when its time is over.
async function post(url, body, onProgress) {
  for (;;) {
    const request = await send(url, body, onProgress);
    const time = retryTime(request);
    if (!time) {
      if (request.status < 300 && request.response) return request.response;
      throw request.response?.problem ? request.response : request.status;
    }
    showStatus(`Too much was sent in a short time. The upload goes on by itself at ${formatRetryTime(time)}. Keep this page open.`);
    await waitUntil(time);
  }
}

function send(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress?.(event.loaded / event.total);
    request.onload = () => resolve(request);
    request.onerror = request.ontimeout = () => reject(0);
    request.send(body);
  });
}

const ERRORS = {
  0: "The connection was lost.",
  200: "You are no longer signed in. Reload the page.",
  403: "The upload was refused. Reload the page.",
  413: "The next file is larger than 256 MB and was not uploaded.",
  429: "Too many requests. Wait a minute.",
  500: "Something went wrong on our side.",
  503: "tracekit is not available right now. Wait a minute.",
};

function errorMessage(error) {
  return error.problem ?? ERRORS[error] ?? "A file couldn’t be opened or sent.";
}

function arrived(sent) {
  return sent ? `${formatNumber(sent)} ${sent === 1 ? "file" : "files"} arrived.` : "No file arrived.";
}

function showProgress(sent, total) {
  progress.hidden = false;
  progress.firstElementChild.max = total;
  progress.firstElementChild.value = sent;
  statusText.classList.remove("text-danger");
  statusText.textContent = `${formatNumber(Math.floor(sent))} of ${formatNumber(total)} sent. Keep this page open.`;
  const tenth = Math.floor(sent * 10 / total);
  if (tenth !== announcedTenth) liveRegion.textContent = statusText.textContent;
  announcedTenth = tenth;
}

function showStatus(message, isError = false) {
  liveRegion.textContent = statusText.textContent = message;
  statusText.classList.toggle("text-danger", isError);
  announcedTenth = -1;
}

function formatNumber(number) {
  return number.toLocaleString("en");
}

addEventListener("beforeunload", (event) => { if (pendingUploads) event.preventDefault(); });

// At the end of a run the page says what came of it, so that what was sent is no news any more.
const STOP_POLLING = 286;
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const isEnd = detail.requestConfig.elt.id === "upload-run" && detail.xhr.status === STOP_POLLING;
  if (isEnd && !pendingUploads && !statusText.classList.contains("text-danger")) showStatus("");
});

// A hidden tab polls nothing, and polls at once when it is visible again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.id === "upload-run") event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.body.dispatchEvent(new Event("files-sent")); });
