/* Keyboard for the whole product: "/" searches, "g" then a letter goes, Ctrl+Enter sends the form one is in,
   arrows move between the first links of table rows. Everything else works without this file. */
"use strict";
(function () {
  let waiting = false;
  const typing = (e) => /^(INPUT|TEXTAREA|SELECT)$/.test(e.tagName) || e.isContentEditable;

  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest("form");
      if (form) { event.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "/") {
      const find = document.getElementById("o-tim");
      if (find) { event.preventDefault(); find.focus(); }
    } else if (event.key === "g") {
      waiting = true;
      setTimeout(function () { waiting = false; }, 1500);
      return;
    } else if (waiting) {
      const link = document.querySelector('.sidenav a[data-key="' + CSS.escape(event.key) + '"]');
      if (link) { event.preventDefault(); link.click(); }
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const row = event.target.closest("tbody tr");
      const next = row && (event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling);
      const link = next && next.querySelector("a, input, button");
      if (link) { event.preventDefault(); link.focus(); }
    }
    waiting = false;
  });

  // A form with an error summary starts with it under the reader's eyes.
  const alarm = document.querySelector(".alarm[tabindex]");
  if (alarm) { alarm.focus(); }
})();
