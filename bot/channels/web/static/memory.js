// What this tab remembers over a reload: the conversation as it was drawn, and how far it has read.
// It is gone when the tab is closed. Storage may be forbidden: then nothing is remembered.

const KEY = "talentbot";
const LONGEST = 100;

export class Memory {
  constructor(tag, lang) {
    this.state = { tag, lang, mark: "", entries: [] };
  }

  /** The entries of the same chat; none where there is nothing, or only a welcome in another language. */
  restore() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY));
      const isSame = kept && kept.tag === this.state.tag;
      const isUseful = isSame && (kept.lang === this.state.lang || kept.entries.some((one) => one.mine));
      if (isUseful) this.state = { ...kept, lang: this.state.lang };
    } catch {
      // nothing kept, or forbidden
    }
    return this.state.entries;
  }

  knows(id) {
    return this.state.entries.some((one) => one.reply && one.reply.id === id);
  }

  add(entry, mark) {
    this.state.entries = [...this.state.entries, entry].slice(-LONGEST);
    if (mark) this.state.mark = mark;
    this.#keep();
  }

  /** Something came that is not to be drawn again. */
  read(mark) {
    this.state.mark = mark;
    this.#keep();
  }

  forget() {
    this.state.entries = [];
    this.#keep();
  }

  #keep() {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(this.state));
    } catch {
      // full or forbidden
    }
  }
}
