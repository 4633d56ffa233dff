/** Keeps the newest turn in sight while it grows, without pushing its beginning out of sight. */

const GAP = 12; // pixels above the turn
const conversation = document.getElementById("conversation");
let watching = null;

/** Follows `turn` until another is followed or the reader scrolls. */
export function follow(turn) {
  watching?.disconnect();
  let placed = place(turn);
  watching = new ResizeObserver(() => {
    if (Math.abs(conversation.scrollTop - placed) > 2) watching.disconnect();
    else placed = place(turn);
  });
  watching.observe(turn);
}

function place(turn) {
  const bottom = conversation.scrollHeight - conversation.clientHeight;
  const top = turn.getBoundingClientRect().top - conversation.getBoundingClientRect().top;
  conversation.scrollTop = Math.min(bottom, conversation.scrollTop + top - GAP);
  return conversation.scrollTop;
}
