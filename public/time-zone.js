// Proposes the reader's own time zone where none was chosen. Without scripts it is chosen by hand.
const field = document.querySelector('[data-guess]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
if (field instanceof HTMLInputElement) {
  // As what stood there from the beginning: it is no change of the reader's.
  if (field.value === '') field.defaultValue = zone;
  // What nobody touched is told apart from what somebody typed.
  const guess = field.form?.elements.namedItem('zoneGuess');
  if (guess instanceof HTMLInputElement && field.value === zone) guess.value = zone;
} else if (field instanceof HTMLSelectElement && [...field.options].some(({ value }) => value === zone)) {
  // A list takes it only where it has it.
  field.value = zone;
}
// The usual hour by the clock on the reader's wall, by name.
const times = document.querySelector('select[data-here]');
if (times instanceof HTMLSelectElement && zone !== '') {
  const here = new Option(times.dataset.here?.replace('#', zone.replaceAll('_', ' ')), '08:00');
  times.add(here, times.options[1]);
}
