// The moderators' desk. Every page works without this file: keys press what is drawn on the buttons, and an open post is
// kept for whoever has it open.
(() => {
  "use strict";

  const keysAreOff = () => {
    try {
      return localStorage.getItem("dys-keys") === "off";
    } catch {
      return false;
    }
  };

  // Keys -------------------------------------------------------------------------------------------------------------

  const rows = [...document.querySelectorAll("[data-rows] [data-row]")];

  // On the page of a post to the neighbor in the queue; on the queue itself to the row, which Enter then opens.
  function step(by) {
    const open = rows.findIndex((row) => row.getAttribute("aria-current"));
    if (open >= 0) {
      const next = rows[open + by];
      if (next) next.click();
      return;
    }
    const at = rows.indexOf(document.activeElement);
    const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    if (next) next.focus();
  }

  function press(key) {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    const folded = target.closest("details:not([open])");
    if (folded) folded.open = true;
    if (target.matches("input")) target.focus();
    target.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || keysAreOff()) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "?") document.getElementById("keys")?.scrollIntoView({ block: "center" });
    else if (key === "/") {
      const find = document.querySelector("[role=search] [type=search]");
      if (!find) return;
      const folded = find.closest("details");
      if (folded) folded.open = true;
      find.focus();
    } else if (!/^[a-z1-9]$/.test(key) || !press(key)) return;
    event.preventDefault();
  });

  // The lease --------------------------------------------------------------------------------------------------------

  const desk = document.querySelector("[data-lease]");
  if (!desk) return;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const line = document.querySelector("[data-lease-line] p");
  let isMine = false;
  let isSent = false;

  async function beat() {
    try {
      const answer = await fetch(desk.dataset.lease, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        credentials: "same-origin",
      });
      isMine = answer.status === 204;
      if (isMine || !answer.ok || !line) return;
      const { holder } = await answer.json();
      if (holder && !line.textContent.includes(holder)) line.textContent = `${holder} ${desk.dataset.lost}`;
    } catch {
      // The next beat tries again; the lease lasts ten minutes.
    }
  }

  beat();
  setInterval(beat, 60_000);
  document.addEventListener("submit", () => {
    isSent = true;
  });
  addEventListener("pagehide", () => {
    if (!isMine || isSent) return;
    const form = new FormData();
    form.set("csrfmiddlewaretoken", token);
    navigator.sendBeacon(desk.dataset.leave, form);
  });
})();
