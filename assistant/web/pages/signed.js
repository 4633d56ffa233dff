/** Whether this browser signed in; who it is only the service knows. */

const KEY = "duikou.signed-in";

export function isSignedIn() {
  try {
    return window.localStorage.getItem(KEY) !== null;
  } catch {
    return false; // a browser that keeps nothing
  }
}

export function note(signedIn) {
  try {
    if (signedIn) window.localStorage.setItem(KEY, "");
    else window.localStorage.removeItem(KEY);
  } catch {
    // then nobody is offered to leave
  }
}
