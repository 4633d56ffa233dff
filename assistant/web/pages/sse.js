/** Server-sent events read from the body of a fetch (EventSource cannot POST). */

/** Yields {event, data} with `data` as text, in order, until the body ends. */
export async function* serverSentEvents(body) {
  let pending = "";
  for await (const text of texts(body)) {
    pending = (pending + text).replace(/\r\n/g, "\n");
    const blocks = pending.split("\n\n");
    pending = blocks.pop();
    yield* blocks.map(parse).filter(Boolean);
  }
  const last = parse(pending.trimEnd());
  if (last) yield last;
}

async function* texts(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield decoder.decode(value, { stream: true });
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parse(block) {
  let event = "message";
  const lines = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) event = line.slice(6).trim();
    else if (line.startsWith("data:")) lines.push(line.slice(5).replace(/^ /, ""));
  }
  return lines.length ? { event, data: lines.join("\n") } : null;
}
