/** Has the service evaluate; it stops when the page leaves off listening. */

import { authorised } from "/static/access.js";
import { asOperatorFault } from "/static/admin_faults.js";
import { Fault, faultOf, unreachable } from "/static/faults.js";
import { serverSentEvents } from "/static/sse.js";

const ADDRESS = "/api/evaluation";
const TOLD = 422; // the message says what to do already

/**
 * Resolves to the report; `file` null stands for the samples' own questions. Calls
 * `told({name, done, total})` as it goes on. Throws a fault, or an AbortError when stopped.
 */
export async function evaluated(file, told, signal) {
  try {
    for await (const { event, data } of events(file, signal)) {
      const payload = JSON.parse(data);
      if (event === "error") throw faultOf(payload, TOLD);
      if (event === "done") return payload;
      told(payload);
    }
    throw new Fault("评测没有做完，连接就断开了。", { status: 0 });
  } catch (thrown) {
    throw thrown.name === "AbortError" ? thrown : asOperatorFault(thrown);
  }
}

async function* events(file, signal) {
  try {
    const response = await authorised(ADDRESS, { method: "POST", body: file && formOf(file), signal });
    if (!response.ok) throw faultOf(await response.json().catch(() => null), response.status);
    yield* serverSentEvents(response.body);
  } catch (thrown) {
    throw thrown.name === "AbortError" || thrown instanceof Fault ? thrown : unreachable();
  }
}

function formOf(file) {
  const form = new FormData();
  form.append("file", file, file.name);
  return form;
}
