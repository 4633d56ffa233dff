/** The service's HTTP interface, as functions. */

import { faultOf, Fault, unreachable } from "/static/faults.js";
import { serverSentEvents } from "/static/sse.js";

export async function listNotices(limit) {
  return (await request(`/api/notices?limit=${limit}`)).json();
}

/** A notice as it is, or as its version `version` has it. */
export async function fetchNotice(id, version) {
  return (await request(`/api/notices/${encodeURIComponent(id)}${asking(version)}`)).json();
}

export function sourceUrl(id, version) {
  return `/api/notices/${encodeURIComponent(id)}/source${asking(version)}`;
}

export const currentUrl = (id) => `/notices/${encodeURIComponent(id)}`;

export function noticeUrl({ notice_id: id, version_id: version, start, end }) {
  return `${currentUrl(id)}${asking(version)}#${start}-${end}`;
}

const asking = (version) => (version ? `?version=${encodeURIComponent(version)}` : "");

/**
 * Yields {event: "delta" | "citations" | "done", payload}; throws a Fault when done never comes.
 * Read it to its end: leaving early would look to the service like a reader who has gone away.
 */
export async function* ask(body, signal) {
  const response = await request("/api/ask", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ ...body, stream: true }),
    signal,
  });
  let complete = false;
  for await (const { event, data } of events(response.body)) {
    const payload = JSON.parse(data);
    if (event === "error") throw faultOf(payload, 500);
    complete ||= event === "done";
    yield { event, payload };
  }
  if (!complete) throw new Fault("回答没有传完，连接就断开了。", { status: 0 });
}

async function* events(body) {
  try {
    yield* serverSentEvents(body);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
}

async function request(path, options = {}) {
  const response = await fetch(path, options).catch((error) => {
    throw error.name === "AbortError" ? error : unreachable();
  });
  if (response.ok) return response;
  throw faultOf(await response.json().catch(() => null), response.status);
}
