// Opens the browser's passkey dialog, and submits its result with the form.
const MESSAGES = {
  InvalidStateError: "This device already has a passkey for tracekit. Nothing was added.",
  NotAllowedError: "No passkey was used. Nothing was changed. Press the button to try again.",
  SecurityError: "Passkeys don’t work at this address or in this browser. Open tracekit over HTTPS, or as localhost.",
  other: "That didn’t work. Nothing was changed. Reload the page and try again.",
};

const decodeBase64 = (text) => {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
};
const encodeBase64 = (buffer) => {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const decodeIds = (credentials) => credentials?.map((credential) => ({ ...credential, id: decodeBase64(credential.id) }));

// The options of the dialog are in the page, or are fetched from the form's address.
async function loadOptions(form) {
  if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
  const embedded = document.getElementById("passkey");
  if (embedded) return JSON.parse(embedded.textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.status);
  return response.json();
}

async function openDialog(options) {
  const isCreation = Boolean(options.creation_options);
  const { publicKey } = options.creation_options ?? options.request_options;
  publicKey.challenge = decodeBase64(publicKey.challenge);
  if (!isCreation) {
    const allowCredentials = decodeIds(publicKey.allowCredentials);
    return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials } });
  }
  const user = { ...publicKey.user, id: decodeBase64(publicKey.user.id) };
  const excludeCredentials = decodeIds(publicKey.excludeCredentials);
  return navigator.credentials.create({ publicKey: { ...publicKey, user, excludeCredentials } });
}

function serializeCredential({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const encoded = parts.filter((part) => response[part]).map((part) => [part, encodeBase64(response[part])]);
  return { id, rawId: encodeBase64(rawId), type, response: Object.fromEntries(encoded), clientExtensionResults: {} };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const alert = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const credential = await openDialog(await loadOptions(form));
      form.elements.credential.value = JSON.stringify(serializeCredential(credential));
      form.submit();
    } catch (error) {
      alert.lastElementChild.textContent = MESSAGES[error.name] ?? MESSAGES.other;
      alert.hidden = false;
      alert.focus();
    }
  });
}
