// Passkeys are had by script alone; without it people sign in by password and code, and these parts stay hidden.
const ask = async (url, token, body) => {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json', 'x-form-token': token ?? '' },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error('refused'), { told: said.message });
  return said;
};

const credentialFor = (part, options) =>
  part.dataset.passkey === 'create'
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });

const carryOut = async (part) => {
  const form = part.closest('form');
  if (form !== null && !form.reportValidity()) return;
  const fields = form === null ? {} : Object.fromEntries(new FormData(form));
  const { url, token, answerUrl, answerToken } = part.dataset;
  const options = await ask(url, token, fields);
  if (options.next !== undefined) return window.location.assign(options.next);
  const credential = await credentialFor(part, options);
  const { next } = await ask(answerUrl, answerToken, { ...fields, answer: credential.toJSON() });
  window.location.assign(next);
};

for (const part of document.querySelectorAll('[data-passkey]')) {
  const button = part.querySelector('button');
  const told = part.querySelector('[role="status"]');
  if (window.PublicKeyCredential?.parseCreationOptionsFromJSON === undefined) continue;
  part.hidden = false;
  button.addEventListener('click', async () => {
    button.disabled = true;
    told.textContent = '';
    try {
      await carryOut(part);
    } catch (error) {
      // The device has one of those that the site named as there already (WebAuthn Level 3, 6.3.2).
      told.textContent =
        error.told ?? (error.name === 'InvalidStateError' ? part.dataset.known : part.dataset.failed);
    } finally {
      button.disabled = false;
    }
  });
}
