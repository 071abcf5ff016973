// Counts what was changed and not saved yet, beside the button that saves it.
const form = document.querySelector('form[data-changes]');
const told = form?.querySelector('[data-count]');
if (form instanceof HTMLFormElement && told) {
  const isChanged = (field) => {
    if (field instanceof HTMLSelectElement) {
      return [...field.options].some((option) => option.selected !== option.defaultSelected);
    }
    if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return false;
    return field.type === 'radio' || field.type === 'checkbox'
      ? field.checked && !field.defaultChecked
      : field.value !== field.defaultValue;
  };
  const isTakenBack = (field) =>
    field instanceof HTMLInputElement && field.type === 'checkbox' && !field.checked && field.defaultChecked;
  const tell = () => {
    const count = [...form.elements].filter((field) => isChanged(field) || isTakenBack(field)).length;
    const text = count === 1 ? form.dataset.oneChange : form.dataset.changes?.replace('7', String(count));
    told.textContent = count === 0 ? '' : (text ?? '');
  };
  form.addEventListener('input', tell);
  tell();
}
