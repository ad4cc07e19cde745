// Passkeys: asks the browser's own dialog, and sends what it says with the form.
const SENTENCES = {
  InvalidStateError: "This device has a passkey for tracekit already. Nothing was added.",
  NotAllowedError: "No passkey was used. Nothing was changed. Press again to try once more.",
  SecurityError: "There are no passkeys under this address or in this browser. Open tracekit over HTTPS, or as localhost.",
  other: "That did not work. Nothing was changed. Load the page again, then press once more.",
};

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

// What the dialog needs: in the page, or asked of the form's address.
async function options(form) {
  if (!window.PublicKeyCredential) throw new DOMException("", "SecurityError");
  const here = document.getElementById("passkey");
  if (here) return JSON.parse(here.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

async function ask({ creation_options: creation, request_options: request }) {
  const wanted = (creation ?? request).publicKey;
  wanted.challenge = bytes(wanted.challenge);
  if (!creation) {
    return navigator.credentials.get({ publicKey: { ...wanted, allowCredentials: named(wanted.allowCredentials) } });
  }
  const user = { ...wanted.user, id: bytes(wanted.user.id) };
  return navigator.credentials.create({ publicKey: { ...wanted, user, excludeCredentials: named(wanted.excludeCredentials) } });
}

function told({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const said = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return { id, rawId: text(rawId), type, response: Object.fromEntries(said), clientExtensionResults: {} };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const note = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      form.elements.credential.value = JSON.stringify(told(await ask(await options(form))));
      form.submit();
    } catch (problem) {
      note.lastElementChild.textContent = SENTENCES[problem.name] ?? SENTENCES.other;
      note.hidden = false;
      note.focus();
    }
  });
}
