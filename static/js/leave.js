// "Leave quickly": Back does not return to the page that was left. Without this file the link leads there all the same.
(() => {
  "use strict";

  for (const link of document.querySelectorAll("[data-leave]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.documentElement.hidden = true;
      location.replace(link.href);
    });
  }
})();
