// Shows new mail without a reload. Without scripts, the page reloads itself.
const pause = 2_000;
const live = () => document.querySelector('[data-live]');

async function refresh() {
  const asking = document.querySelector('.danger[open]') !== null;
  if (!document.hidden && !asking) {
    const answer = await fetch(window.location.href, { headers: { accept: 'text/html' } });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-live]');
      const shown = live();
      if (fresh !== null && shown !== null && fresh.innerHTML !== shown.innerHTML) {
        const focused = document.activeElement?.getAttribute('href');
        shown.replaceWith(fresh);
        if (focused) document.querySelector(`[data-live] a[href="${CSS.escape(focused)}"]`)?.focus();
      }
    }
  }
}

async function watch() {
  // A service that restarts answers nothing for a moment; the next round finds it again.
  await refresh().catch(() => undefined);
  setTimeout(watch, pause);
}

setTimeout(watch, pause);
