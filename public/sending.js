// Keeps the sentence on a mailing that is under way up to date. Without scripts it stays as it was loaded.
const pause = 2_000;
const shown = document.querySelector('[data-sending]');

async function look() {
  const answer = document.hidden ? null : await fetch(shown.dataset.sending);
  if (answer === null || !answer.ok) return true;
  const { live, text } = await answer.json();
  const sentence = text ?? shown.dataset.over;
  if (shown.textContent !== sentence) shown.textContent = sentence;
  return live;
}

async function watch() {
  // A service that restarts answers nothing for a moment; the next round finds it again.
  const live = await look().catch(() => true);
  if (live) setTimeout(watch, pause);
}

if (shown !== null) setTimeout(watch, pause);
