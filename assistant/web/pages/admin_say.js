/** Tells what was done, where it is seen at once and read aloud. */

const STAYS_MS = 12_000;
const place = document.getElementById("said");
let gone = 0;

/** Shows and announces `text` for a while; "" takes away what is shown. */
export function say(text) {
  window.clearTimeout(gone);
  place.textContent = "";
  if (!text) return;
  // an empty region first, so that the same words said twice are read twice
  requestAnimationFrame(() => { place.textContent = text; });
  gone = window.setTimeout(() => say(""), STAYS_MS);
}
