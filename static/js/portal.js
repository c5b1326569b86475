// Small comforts. Every page works without this file.
(() => {
  "use strict";

  const live = document.createElement("div");
  live.setAttribute("role", "status");
  live.className = "visually-hidden";
  document.body.append(live);

  // The keys can be switched off: localStorage "dys-keys" = "off", by the button on pages that have keys.
  const keysAreOff = () => {
    try {
      return localStorage.getItem("dys-keys") === "off";
    } catch {
      return false;
    }
  };

  // Copying: <button hidden data-copy="#id" data-copied="Copied">.
  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    let answer = button.dataset.copied;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      const range = document.createRange();
      range.selectNodeContents(source);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      if (!document.execCommand("copy")) answer = button.dataset.notCopied;
    }
    live.textContent = "";
    setTimeout(() => (live.textContent = answer), 50);
    const shown = button.parentElement.querySelector(".copied") || document.createElement("span");
    shown.className = "copied";
    shown.setAttribute("aria-hidden", "true");
    shown.textContent = answer;
    button.before(shown);
  }

  const copyButtons = document.querySelectorAll("[data-copy]");
  for (const button of copyButtons) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }

  const keysSwitch = document.querySelector("[data-keys-switch]");
  if (keysSwitch) {
    const show = () => {
      keysSwitch.textContent = keysAreOff() ? keysSwitch.dataset.on : keysSwitch.dataset.off;
    };
    keysSwitch.hidden = false;
    keysSwitch.addEventListener("click", () => {
      localStorage.setItem("dys-keys", keysAreOff() ? "on" : "off");
      show();
    });
    show();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details[data-menu][open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      return;
    }
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    const isChord = event.ctrlKey || event.metaKey || event.altKey;
    if (isTyping || isChord || event.key.toLowerCase() !== "c" || copyButtons.length !== 1 || keysAreOff()) return;
    event.preventDefault();
    copy(copyButtons[0]);
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // One click, one request; Back gives the button again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.hasAttribute("data-download")) return; // the page stays
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
    }
  });

  // A browser cuts what is pasted at the most a text may hold, without a word: the field says that it is full.
  const full = document.getElementById("main").dataset.full;
  document.addEventListener("input", ({ target: field }) => {
    if (field.tagName !== "TEXTAREA" || field.maxLength < 0) return;
    const shown = field.parentElement.querySelector(":scope > .is-full");
    const isFull = field.value.length >= field.maxLength;
    if (isFull && !shown) {
      const said = document.createElement("p");
      said.className = "wrong is-full";
      said.textContent = full.replace("{most}", field.maxLength.toLocaleString("en-US"));
      field.before(said);
      live.textContent = said.textContent;
    } else if (!isFull && shown) {
      shown.remove();
      live.textContent = "";
    }
  });

  // A button that may not be pressed keeps its place and its reason.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[aria-disabled=true]:not([type=submit])")) event.preventDefault();
  });

  // The summary of what went wrong asks for the focus itself; this is for browsers that give it only to fields.
  // A frame begins with that request, so after one frame it has been granted or it never will be.
  addEventListener("load", () =>
    requestAnimationFrame(() => {
      const summary = document.querySelector(".error-summary");
      if (summary && document.activeElement === document.body) summary.focus();
    }),
  );
})();
