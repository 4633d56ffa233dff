/** Scrolls to what may not have been laid out yet. */

const FRAMES = 30;
const STILL = 3; // frames
const OWN_WAY = ["wheel", "touchstart", "keydown", "pointerdown"];

/**
 * Brings `target` into view and, unless told otherwise, the focus to it. What stands around it takes its true height only
 * when it comes near the screen, so it is scrolled to again until it keeps its place, or the reader
 * scrolls.
 */
export function bringIntoView(target, block = "center", focus = true) {
  const theirs = new AbortController();
  for (const name of OWN_WAY) {
    window.addEventListener(name, () => theirs.abort(), { once: true, passive: true, signal: theirs.signal });
  }
  target.scrollIntoView({ block });
  if (focus) target.focus({ preventScroll: true });
  let last = null;
  let still = 0;
  const again = (left) => {
    if (theirs.signal.aborted || !target.isConnected) return;
    const { top } = target.getBoundingClientRect();
    still = last !== null && Math.abs(top - last) < 1 ? still + 1 : 0;
    if (still >= STILL || left === 0) {
      theirs.abort();
      return;
    }
    target.scrollIntoView({ block });
    last = target.getBoundingClientRect().top;
    requestAnimationFrame(() => again(left - 1));
  };
  requestAnimationFrame(() => again(FRAMES));
}
