/** Sends files; only XMLHttpRequest tells how much is on its way. */

import { asOperatorFault } from "/static/admin_faults.js";
import { faultOf, unreachable } from "/static/faults.js";

/** Files for some groups, or without any for whom the service decides; resolves to {job_id, files}; calls `told(sent, total)` in bytes. Throws a fault, also when stopped. */
export function sent(files, readers, told, signal) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  for (const group of readers) form.append("groups", group);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = (fault) => reject(asOperatorFault(fault));
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => told(loaded, total));
    request.addEventListener("load", () => {
      if (request.status === 202) resolve(request.response);
      else fail(faultOf(request.response, request.status));
    });
    request.addEventListener("error", () => fail(unreachable()));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", "/api/notices");
    request.send(form);
  });
}
