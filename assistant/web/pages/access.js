/** Shows the service who asks: by this browser's sign-in or, in the portal's page, by a pass. */

import { askPortal, isEmbedded } from "/static/portal.js";
import { isSignedIn } from "/static/signed.js";

const NO_PASS = { code: "key_needed", message: "门户没有给出访问许可。" };
let pass = null;
let asking = null;

/** As fetch; where the service wants to know who asks, it is told once that is known. */
export async function authorised(path, options = {}) {
  const response = await fetch(path, shown(options));
  if (response.status !== 401) return response;
  const known = await (asking ??= identified().finally(() => { asking = null; }));
  if (known) return fetch(path, shown(options));
  return isEmbedded ? Response.json({ error: NO_PASS }, { status: 401 }) : response;
}

function shown(options) {
  return pass ? { ...options, headers: { ...options.headers, Authorization: `Bearer ${pass}` } } : options;
}

/** Whether the person, or the portal, told who asks. */
async function identified() {
  if (isEmbedded) return Boolean((pass = await askPortal()));
  const { signIn } = await import("/static/signing.js"); // hardly ever needed
  return signIn();
}

if (!isEmbedded && isSignedIn()) import("/static/signing.js").then(({ offerLeaving }) => offerLeaving());
