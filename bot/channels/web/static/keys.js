// The keyboard: Enter sends, Shift+Enter breaks the line, arrows and numbers reach the options.

/** While an input method composes (Chinese), Enter belongs to it. Safari says so by 229 only. */
const isComposing = (event) => event.isComposing || event.keyCode === 229;

export function composerKeys(text, send, toOptions) {
  text.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && !text.value && toOptions()) {
      event.preventDefault();
    }
  });
}

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function optionKeys(log, text, press) {
  log.addEventListener("keydown", (event) => {
    const group = event.target.closest(".options");
    if (!group || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in STEPS) {
      event.preventDefault();
      step(group, event.target, STEPS[event.key]);
    } else if (event.key === "Escape") {
      text.focus();
    } else if (/^[1-9]$/.test(event.key) && press(Number(event.key))) {
      event.preventDefault();
    }
  });
}

function step(group, from, by) {
  const buttons = [...group.querySelectorAll("button:not(:disabled)")];
  const at = buttons.indexOf(from.closest("button"));
  buttons[(at + by + buttons.length) % buttons.length].focus();
}
