/** The service's HTTP interface, as functions. */

import { authorised } from "/static/access.js";
import { faultOf, Fault, unreachable } from "/static/faults.js";
import { serverSentEvents } from "/static/sse.js";

export async function listNotices(limit) {
  return (await request(`/api/notices?limit=${limit}`)).json();
}

/** A notice as it is, or as its version `version` has it. */
export async function fetchNotice(id, version) {
  return (await request(`/api/notices/${encodeURIComponent(id)}${asking(version)}`)).json();
}

/** Questions that the notices answer: about one of them, or to begin with. */
export async function fetchSuggestions(notice) {
  const about = notice ? `?notice=${encodeURIComponent(notice)}` : "";
  return (await (await request(`/api/suggestions${about}`)).json()).questions;
}

export async function fetchFacets() {
  return (await request("/api/facets")).json();
}

/** Where the rows of the register that meet `query` are given. */
export const registerUrl = (query) => `/api/duties?${new URLSearchParams(query)}`;

export async function fetchDuties(query) {
  return (await request(registerUrl(query))).json();
}

export async function fetchTally(conditions) {
  return (await request(`/api/duties/summary?${new URLSearchParams(conditions)}`)).json();
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

/** A conversation with its turns; a Fault with status 404 where the service keeps it no more. */
export async function fetchConversation(id) {
  return (await request(conversationUrl(id))).json();
}

export const renameConversation = (id, title) => request(conversationUrl(id), sent("PATCH", { title }));
export const forgetConversation = (id) => request(conversationUrl(id), { method: "DELETE" });
export const giveFeedback = (vote) => request("/api/feedback", sent("POST", vote));
export const exportUrl = (id, format) => `${conversationUrl(id)}/export?format=${format}`;

const conversationUrl = (id) => `/api/conversations/${encodeURIComponent(id)}`;
const sent = (method, body) => ({
  method,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

async function* events(body) {
  try {
    yield* serverSentEvents(body);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw unreachable();
  }
}

async function request(path, options = {}) {
  const response = await authorised(path, options).catch((error) => {
    throw error.name === "AbortError" ? error : unreachable();
  });
  if (response.ok) return response;
  throw faultOf(await response.json().catch(() => null), response.status);
}

/** The JSON of an address, null where there is nothing to say; throws a Fault. */
export async function fetchJson(path, options) {
  const response = await request(path, options);
  return response.status === 204 ? null : response.json();
}
