// Draws the conversation. Everything is set as text, never as HTML.

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export class View {
  /** `choose(option, reply)` and `rate(press, reply, said)` are called when somebody presses; see #rating. */
  constructor(root, labels, choose, rate) {
    this.root = root;
    this.log = root.querySelector("#log");
    this.labels = labels;
    this.choose = choose;
    this.rate = rate;
    this.options = [];
  }

  mine(text, id) {
    const turn = this.#turn("turn mine", this.labels.you, text);
    turn.dataset.id = id;
    this.#add(turn);
    return turn;
  }

  reply(reply) {
    if (reply.notice) {
      this.notice(reply.body);
      return;
    }
    const turn = this.#turn("turn bot", this.labels.bot, reply.body);
    if (reply.closing) turn.querySelector(".bubble").append(element("span", "closing", reply.closing));
    // A question of ours beside the conversation (it answers nothing) leaves the options above it standing.
    const isAside = !reply.reply_to;
    if (!isAside) this.#retire();
    if (reply.rating) turn.append(this.#rating(reply));
    if (reply.options.length) turn.append(isAside ? this.#aside(reply) : this.#choices(reply));
    this.#add(turn);
  }

  notice(text) {
    this.#add(element("p", "notice", text));
  }

  warning(text) {
    const node = element("p", "warning", text);
    node.setAttribute("role", "alert");
    this.#add(node);
  }

  pending(turn, isPending) {
    turn.classList.toggle("pending", isPending);
  }

  failed(turn, why) {
    this.pending(turn, false);
    turn.append(element("p", "failed", `${this.labels.unsent} · ${why}`));
    this.#toEnd();
  }

  /** Presses an option of the last reply; false where there is none with that number. */
  press(number) {
    const button = this.options[number - 1];
    if (!button || button.disabled) return false;
    button.click();
    return true;
  }

  focusOptions() {
    const button = this.options.find((one) => !one.disabled);
    if (button) button.focus();
    return Boolean(button);
  }

  status(text) {
    const node = this.root.querySelector("#status");
    node.hidden = !text;
    this.root.querySelector("#status-text").textContent = text || "";
    if (text) this.#toEnd();
  }

  clear() {
    this.log.replaceChildren();
    this.options = [];
  }

  #turn(className, who, text) {
    const turn = element("div", className);
    const bubble = element("div", "bubble");
    bubble.append(element("span", "hidden", `${who}: `), element("span", "said", text));
    turn.append(bubble);
    return turn;
  }

  /** A pair of small buttons; what the server says to a press is shown, and read out, beside them. */
  #rating(reply) {
    const group = element("div", "rating");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.labels.rating);
    const said = element("span", "thanks");
    said.setAttribute("role", "status");
    const buttons = [["v:+", this.labels.good], ["v:-", this.labels.bad]].map(([press, label]) => {
      const button = element("button", "", label);
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
        this.rate(press, reply, said);
      });
      return button;
    });
    group.append(...buttons, said);
    return group;
  }

  #choices(reply) {
    this.options = reply.options.map((option, index) => this.#choice(option, reply, () => this.#retire(), index + 1));
    return this.#group(this.options);
  }

  #aside(reply) {
    const retire = () => buttons.forEach((button) => { button.disabled = true; });
    const buttons = reply.options.map((option) => this.#choice(option, reply, retire));
    return this.#group(buttons);
  }

  #group(buttons) {
    const group = element("div", "options");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", this.labels.options);
    group.append(...buttons);
    return group;
  }

  #choice(option, reply, retire, number) {
    const button = element("button");
    button.type = "button";
    if (number) {
      const key = element("kbd", "", String(number));
      key.setAttribute("aria-hidden", "true");
      button.append(key);
    }
    button.append(element("span", "", option.label));
    button.addEventListener("click", () => {
      button.classList.add("chosen");
      retire();
      this.choose(option, reply);
    });
    return button;
  }

  /** Only the last reply's options can be chosen. */
  #retire() {
    this.options.forEach((button) => { button.disabled = true; });
    this.options = [];
  }

  #add(node) {
    this.log.append(node);
    this.#toEnd();
  }

  #toEnd() {
    this.root.scrollTop = this.root.scrollHeight;
  }
}
