// Uploads chosen or dropped files in small batches, and skips those that the server has already.
const MAX_FILES = 1000, MAX_BATCH_FILES = 20, MAX_BATCH_BYTES = 20e6, MAX_HASHED_BYTES = 32e6;

const form = document.getElementById("dropzone");
const input = form.querySelector("input[type=file]");
const statusText = document.getElementById("upload-status");
const liveRegion = document.getElementById("upload-status-live");
const progress = document.getElementById("upload-progress");
const csrfToken = form.querySelector("[name=csrfmiddlewaretoken]").value;
let lastUpload = Promise.resolve(), pendingUploads = 0, announcedTenth = -1;

document.getElementById("dropzone-submit").hidden = true;
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
  if (!files.length) return showStatus("There is no file in it. Nothing was sent.");
  if (files.length > MAX_FILES) {
    return showStatus(`These are ${formatNumber(files.length)} files. Up to ${formatNumber(MAX_FILES)} go at once; nothing was sent. Drop a part of them, or a zip.`);
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
    showStatus(`${errorMessage(error)} ${formatNumber(sent)} ${sent === 1 ? "file" : "files"} arrived. ${files.length > 1 ? "Drop the folder again; those are skipped." : "Drop it again."}`, true);
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

function post(url, body, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress?.(event.loaded / event.total);
    request.onload = () => {
      if (request.status < 300 && request.response) resolve(request.response);
      else reject(request.response?.problem ?? request.status);
    };
    request.onerror = request.ontimeout = () => reject(0);
    request.send(body);
  });
}

function errorMessage(error) {
  if (typeof error === "string") return error;
  if (error === 0) return "The connection was lost.";
  if (error === 413) return "The next file is larger than 256 MB and was not taken.";
  if (error === 403) return "It was refused. Load the page again.";
  if (error === 200) return "You are not signed in any more. Load the page again.";
  return "A file could not be sent, or could not be opened.";
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

// A hidden tab polls nothing, and polls at once when it is visible again.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.id === "upload-run") event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) document.body.dispatchEvent(new Event("files-sent")); });
