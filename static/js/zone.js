// Tells the form which time zone this browser is in; without it the server takes UTC and asks later.
for (const field of document.querySelectorAll("input[data-browser-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
