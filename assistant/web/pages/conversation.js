/** What has been asked and answered, as the service wants it back with the next question. */

const REMEMBERED_TURNS = 6;

export class Conversation {
  #turns = [];
  #id = null;

  /** The body of `POST /api/ask` for the next question. */
  request(question) {
    const history = this.#turns.slice(-REMEMBERED_TURNS).flatMap((turn) => [
      { role: "user", content: turn.question },
      { role: "assistant", content: turn.answer },
    ]);
    return this.#id ? { question, history, conversation_id: this.#id } : { question, history };
  }

  get id() {
    return this.#id;
  }

  remember(question, reply) {
    this.#turns.push({ question, answer: reply.answer });
    this.#id = reply.conversation_id ?? this.#id;
  }
}
