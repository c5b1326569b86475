// Files of a capture: sent one by one as soon as they are chosen, dropped or pasted. Without this file the form sends them.
(() => {
  "use strict";

  const box = document.querySelector("[data-capture]");
  if (!box) return;
  const words = box.dataset;
  const input = box.querySelector("input[type=file]");
  const list = box.querySelector("[data-capture-list]");
  const kept = document.querySelector("[data-capture-kept]");
  const live = document.querySelector("[role=status].visually-hidden");
  const form = box.closest("form");
  const waiting = [];
  let isSending = false;

  box.querySelector("[data-capture-hint]").hidden = false;
  live.setAttribute("aria-live", "polite");

  // After signing in again in another tab the cookie is new, and the token of this page is not.
  const token = () => {
    const found = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/);
    return found ? found[1] : form.querySelector("[name=csrfmiddlewaretoken]").value;
  };

  function add(file) {
    const row = document.createElement("li");
    const name = document.createElement("b");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const again = document.createElement("button");
    name.textContent = file.name || words.pasted;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", `${words.sending} ${name.textContent}`);
    again.type = "button";
    again.className = "btn btn-outline-primary btn-sm";
    again.textContent = words.again;
    again.hidden = true;
    row.append(name, bar, said, again);
    list.append(row);
    const entry = { file, row, bar, said, again };
    again.addEventListener("click", () => {
      again.hidden = true;
      bar.hidden = false;
      said.textContent = "";
      waiting.push(entry);
      next();
    });
    if (file.size > words.most * 1048576) {
      refuse(entry, words.tooBig, false);
      return;
    }
    waiting.push(entry);
    next();
  }

  function refuse(entry, sentence, mayRepeat) {
    entry.bar.hidden = true;
    entry.said.textContent = sentence;
    entry.again.hidden = !mayRepeat;
    live.textContent = `${entry.row.firstChild.textContent}: ${sentence}`;
  }

  function next() {
    if (isSending || !waiting.length) return;
    isSending = true;
    const entry = waiting.shift();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", entry.file, entry.file.name || `${words.pasted}.png`);
    request.open("POST", words.url);
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) entry.bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => answered(entry, request));
    request.addEventListener("error", () => refuse(entry, words.lost, true));
    request.addEventListener("timeout", () => refuse(entry, words.lost, true));
    request.addEventListener("loadend", () => {
      isSending = false;
      next();
    });
    request.timeout = 120000;
    request.send(body);
  }

  function answered(entry, request) {
    if (new URL(request.responseURL).pathname !== words.url || request.status === 403) refuse(entry, words.signedOut, true);
    else if (request.status === 422) refuse(entry, request.responseText, false);
    else if (request.status !== 200) refuse(entry, words.lost, true);
    else {
      for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token();
      entry.row.remove();
      kept.innerHTML = request.responseText;
      live.textContent = `${words.kept}: ${entry.row.firstChild.textContent}`;
    }
  }

  input.addEventListener("change", () => {
    for (const file of input.files) add(file);
    input.value = "";
  });

  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    files.forEach(add);
  });

  for (const name of ["dragenter", "dragover"]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    box.addEventListener(name, () => box.classList.remove("is-over"));
  }
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    [...event.dataTransfer.files].forEach(add);
  });

  addEventListener("beforeunload", (event) => {
    if (isSending) event.preventDefault();
  });
})();
