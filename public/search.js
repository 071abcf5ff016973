// Shows what is found while it is typed: the very page that the form would open, asked for in the background.
const pause = 150;
const form = document.querySelector('[data-search]');
const field = form?.querySelector('input[name="q"]');
let waiting;
let asking;

async function ask() {
  asking?.abort();
  asking = new AbortController();
  const address = new URL(form.action);
  address.search = new URLSearchParams({ q: field.value });
  const answer = await fetch(address, { signal: asking.signal, headers: { accept: 'text/html' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const found = page.querySelector('[data-results]');
  if (found === null) return;
  document.querySelector('[data-results]').replaceChildren(...found.childNodes);
  document.title = page.title;
  history.replaceState(null, '', address);
}

// A search that the next keystroke overtakes, or that finds no service, leaves what is shown as it is.
const quietly = () => ask().catch(() => undefined);

field?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(quietly, pause);
});
form?.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  quietly();
});
