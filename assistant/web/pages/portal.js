/** The portal's page, where the chat is shown within one: /widget.js answers there. */

const PATIENCE_MS = 15_000;

export const isEmbedded = window.location.pathname === "/embed" && window.parent !== window;

/** Tells the portal's page; nothing that only it should know is ever told. */
export function tell(type) {
  window.parent.postMessage({ type: `duikou-${type}` }, "*");
}

/** Calls `heard(message)` whenever the portal's page says `type`; returns what ends that. */
export function listen(type, heard) {
  const receive = ({ source, data }) => {
    if (source === window.parent && data?.type === `duikou-${type}`) heard(data);
  };
  window.addEventListener("message", receive);
  return () => window.removeEventListener("message", receive);
}

/** A pass from the portal's server, null where it gives none. */
export function askPortal() {
  return new Promise((resolve) => {
    const end = (pass) => {
      window.clearTimeout(timer);
      deaf();
      resolve(typeof pass === "string" && pass ? pass : null);
    };
    const deaf = listen("pass", ({ pass }) => end(pass));
    const timer = window.setTimeout(() => end(null), PATIENCE_MS);
    tell("pass-wanted");
  });
}
