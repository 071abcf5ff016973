// Proposes the reader's own time zone where none was chosen. Without scripts it is chosen by hand.
const field = document.querySelector('[data-guess]');
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
// A field for any zone takes it as it is, a list only where it has it.
if (field instanceof HTMLInputElement) {
  field.value ||= zone;
  // What nobody touched is told apart from what somebody typed.
  const guess = field.form?.elements.namedItem('zoneGuess');
  if (guess instanceof HTMLInputElement && field.value === zone) guess.value = zone;
} else if ([...(field?.options ?? [])].some((option) => option.value === zone)) field.value = zone;
