// Renews a part of a page while it changes. Without scripts the whole page is loaded again now and then.
const pause = 2_000;
const shown = document.querySelector('[data-live]');

async function look() {
  if (document.hidden) return true;
  // Whoever is not signed in any more is sent elsewhere, and looks no longer.
  const answer = await fetch(shown.dataset.live, { redirect: 'manual' });
  if (!answer.ok) return answer.status >= 500;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('.live');
  if (fresh === null) return true;
  shown.replaceChildren(document.adoptNode(fresh));
  const live = fresh.dataset.state === 'true';
  // What it came to stands elsewhere on the page; one that answered a form is not asked for by reloading.
  if (!live && 'whole' in shown.dataset) location.replace(shown.dataset.whole);
  return live;
}

async function watch() {
  // A service that restarts answers nothing for a moment; the next round finds it again.
  const live = await look().catch(() => true);
  if (live) setTimeout(watch, pause);
}

if (shown !== null) setTimeout(watch, pause);
