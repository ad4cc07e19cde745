// Fills in the browser's time zone; without it the server takes UTC and asks later.
for (const field of document.querySelectorAll("input[data-browser-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
