// Asks before a page of settings is left while something on it was changed and not saved.
let sentForm = null;

function isChanged(field) {
  if (field.autocomplete === "current-password") return false; // browsers fill it in by themselves
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.defaultValue !== undefined && field.value !== field.defaultValue;
}

addEventListener("submit", (event) => { sentForm = event.target; });
addEventListener("pageshow", () => { sentForm = null; });
addEventListener("beforeunload", (event) => {
  const forms = [...document.querySelectorAll("main form")].filter((form) => form !== sentForm);
  if (forms.some((form) => [...form.elements].some(isChanged))) event.preventDefault();
});
