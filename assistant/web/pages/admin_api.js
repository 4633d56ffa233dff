/** What operators ask of the service; every function throws an `OperatorFault`. */

import { fetchJson } from "/static/api.js";
import { asOperatorFault } from "/static/admin_faults.js";

const JSON_TYPE = { "Content-Type": "application/json" };

async function asked(path, options) {
  try {
    return await fetchJson(path, options);
  } catch (thrown) {
    throw asOperatorFault(thrown);
  }
}

const post = (path, body) =>
  asked(path, { method: "POST", ...(body ? { headers: JSON_TYPE, body: JSON.stringify(body) } : {}) });

const noticePath = (id) => `/api/notices/${encodeURIComponent(id)}`;
const jobPath = (id) => `/api/jobs/${encodeURIComponent(id)}`;

/** {status: "ok" | "indexing" | "unavailable" | "stopping", notices?, remarks?}; none of them is a fault here. */
export async function fetchReadiness() {
  const response = await fetch("/health/ready").catch(() => null);
  const body = await response?.json().catch(() => null);
  return body?.status ? body : asked("/health/ready");
}

export const fetchStores = async () => (await asked("/api/stores")).stores;

export const fetchNotices = (query) => asked(`/api/notices?${new URLSearchParams(query)}`);

/** The versions of a notice, the newest first; also of one that was withdrawn. */
export const fetchVersions = async (id) => (await asked(`${noticePath(id)}/versions`)).versions;

export const withdrawNotice = (id) => asked(noticePath(id), { method: "DELETE" });

export const restoreVersion = (id, version) =>
  post(`${noticePath(id)}/versions/${encodeURIComponent(version)}/restore`);

export const fetchJobs = ({ limit, offset = 0, states = [] }) =>
  asked(`/api/jobs?${new URLSearchParams([["limit", limit], ["offset", offset], ...states.map((state) => ["state", state])])}`);

/** A job with the files that failed in it, and with `files` also what became of every file. */
export const fetchJob = (id, { files = false } = {}) =>
  asked(files ? `${jobPath(id)}?files_after=-1` : jobPath(id));

export const jobEventsPath = (id) => `${jobPath(id)}/events`;

export const cancelJob = (id) => post(`${jobPath(id)}/cancel`);

export const retryJob = (id) => post(`${jobPath(id)}/retry`);

export const refreshLibrary = () => post("/api/refresh");

export const rebuildIndexes = ({ anew }) => post(anew ? "/api/rebuild?anew=true" : "/api/rebuild");

export const fetchFailures = async (limit) => (await asked(`/api/failures?limit=${limit}`)).failures;

/** Reads failed files again: one by `{root, source}`, or all. */
export const retryFailures = (which = {}) => post("/api/failures/retry", which);

/** Drops an uploaded file that could not be read, `{root, source}`. */
export const dismissFailure = (which) => post("/api/failures/dismiss", which);

export const fetchKeys = async () => (await asked("/api/keys")).keys;

/** `{name, scopes, groups, expires_on}`; gives the key with its secret, which is told this once. */
export const createKey = (wanted) => post("/api/keys", wanted);

export const revokeKey = (id) => asked(`/api/keys/${encodeURIComponent(id)}`, { method: "DELETE" });

/** {needed, name, scopes}: whether keys are needed, and by which one this browser is signed in. */
export const fetchSession = () => asked("/api/session");

export const searchExplained = async (question, limit) =>
  (await asked(`/api/search?${new URLSearchParams({ q: question, limit, explain: true })}`)).passages;

/** Asks without being remembered: what operators try is no question of an asker. */
export const askOnce = (question) => post("/api/ask", { question, remember: false });

/** Turns that askers judged, `which` "down" or "up", the newest first. */
export const fetchJudged = (query) => asked(`/api/questions?${new URLSearchParams(query)}`);

/** Questions refused and not answered since, each once, most asked first. */
export const fetchUnanswered = (query) => asked(`/api/questions/unanswered?${new URLSearchParams(query)}`);

/** {reported, running, needs_file, most} */
export const fetchEvaluationState = () => asked("/api/evaluation/state");

/** The last report; a fault with status 404 where there was none. */
export const fetchEvaluation = () => asked("/api/evaluation");
