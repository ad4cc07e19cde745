// Tells when a request that was refused with status 429 may be sent again, and says so in words.
function retryTime(request) {
  const seconds = request.status === 429 ? Number(request.getResponseHeader("Retry-After")) : 0;
  return seconds ? new Date(Date.now() + seconds * 1000) : null;
}

// A time of today has its seconds, because most waits are shorter than a minute.
function formatRetryTime(time) {
  const isToday = time.toDateString() === new Date().toDateString();
  const options = { hour: "numeric", minute: "2-digit", ...(isToday ? { second: "2-digit" } : { weekday: "long" }) };
  return time.toLocaleString("en", options);
}

const waitUntil = (time) => new Promise((resolve) => { setTimeout(resolve, time - Date.now()); });
