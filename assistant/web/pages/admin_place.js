/** The address's hash: which section is shown, and what it opens with. */

/** {name, query} of "#trial?q=…". */
export function placeOf(hash) {
  const [name, query = ""] = hash.slice(1).split("?", 2);
  return { name, query: new URLSearchParams(query) };
}

/** Where the test bench opens with a question. */
export const trialUrl = (question) => `#trial?${new URLSearchParams({ q: question })}`;
