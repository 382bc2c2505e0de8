// Talks to the server: messages go out one after the other, replies come back by a long poll.
// Both try again by themselves; a message keeps its id, so that the server answers it once.

const LONGEST_PAUSE = 10000;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Calls `attempt` until it succeeds; `online(false)` after a failure, `online(true)` after a success. */
async function untilDone(attempt, online) {
  for (let wait = 1000; ; wait = Math.min(wait * 1.6, LONGEST_PAUSE)) {
    try {
      const response = await attempt();
      if (response.status < 500) {
        online(true);
        return response;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // fetch throws TypeError when there is no network
    }
    online(false);
    await pause(wait);
  }
}

export class Outbox {
  constructor(online) {
    this.online = online;
    this.last = Promise.resolve();
  }

  /** Resolves to null once the server has the message, else to its error {code, zh, en}. */
  post(message) {
    this.last = this.last.then(() => this.#post(message));
    return this.last;
  }

  async #post(message) {
    const attempt = () => fetch("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    const response = await untilDone(attempt, this.online);
    if (response.ok) return null;
    const said = await response.json().catch(() => ({}));
    return said.error || { code: String(response.status), zh: "发送失败", en: "Sending failed" };
  }
}

/** Gives each reply to `take`, with the mark that says how far the page has read; never returns. */
export async function listen(mark, take, online, refused) {
  for (let after = mark; ;) {
    const attempt = () => fetch(`/chat/replies?after=${encodeURIComponent(after)}`, { cache: "no-store" });
    const response = await untilDone(attempt, online);
    if (!response.ok) {
      refused((await response.json().catch(() => ({}))).error);
      return;
    }
    const found = await response.json();
    after = found.after;
    found.replies.forEach((reply) => take(reply, after));
    // A server that is stopping answers at once; do not hurry it.
    if (!found.replies.length) await pause(300);
  }
}
