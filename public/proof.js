// Does the work that is asked for near a limit, in workers, and sends the form with it. Where that cannot be, the button
// of the page remains.
const form = document.querySelector('form[data-challenge]');
const told = form?.querySelector('[data-told]');

async function solve(challenge, file) {
  const count = Math.max(1, Math.min(8, navigator.hardwareConcurrency ?? 2));
  const workers = Array.from({ length: count }, () => new Worker(file));
  try {
    return await Promise.any(
      workers.map(
        (worker, index) =>
          new Promise((resolve, reject) => {
            worker.onerror = reject;
            worker.onmessage = ({ data }) => (data?.derivedKey ? resolve(data) : reject(data?.error));
            const part = { counterStart: index, counterStep: count, timeout: 90_000 };
            worker.postMessage({ type: 'work', challenge, ...part });
          }),
      ),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

async function prove() {
  told.textContent = told.dataset.working;
  const challenge = JSON.parse(form.dataset.challenge);
  const solution = await solve(challenge, form.dataset.worker);
  form.elements.namedItem('proof').value = btoa(JSON.stringify({ challenge, solution }));
  form.submit();
}

if (form !== null && told !== null) {
  // The work needs what browsers have on https and on loopback only.
  if (globalThis.crypto?.subtle === undefined) told.textContent = told.dataset.failed;
  else
    prove().catch(() => {
      told.textContent = told.dataset.failed;
    });
}
