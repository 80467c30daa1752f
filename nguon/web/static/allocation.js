/* The allocation table while one types: sums against the target, ratios, arrows and Enter down a column, a column pasted from a
   spreadsheet, locks, and only changed rows sent. The page works without this file; the server decides on every save. */
"use strict";
(function () {
  const form = document.querySelector("form[data-allocation]");
  if (!form) { return; }
  const dots = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  const number = (text) => {
    const bare = text.replace(/[\s\u00a0]/g, "");
    return /^\d{0,3}(\.\d{3})*$|^\d+$/.test(bare) ? Number(bare.replace(/\./g, "") || 0) : NaN;
  };
  const cells = (column) => [...form.querySelectorAll('input[data-column="' + column + '"]')];
  let sent = false;

  function icon(place, fine) {
    const use = place.querySelector("use");
    if (use) { use.setAttribute("href", fine ? "#s-done" : "#s-late"); }
    place.classList.toggle("state-done", fine);
    place.classList.toggle("state-late", !fine);
  }

  function sums() {
    form.querySelectorAll("[data-sum]").forEach(function (foot) {
      const sum = Number(foot.dataset.rest) + cells(foot.dataset.sum).reduce((all, cell) => all + (number(cell.value) || 0), 0);
      const least = Number(foot.dataset.least);
      const greatest = foot.dataset.greatest === "" ? Infinity : Number(foot.dataset.greatest);
      const gap = sum < least ? sum - least : Math.max(0, sum - greatest);
      const state = foot.querySelector(".state");
      state.querySelector("span").textContent = dots(sum);
      icon(state, gap === 0);
      if (foot.dataset.sum === "1") { headline(sum, gap); }
    });
  }

  function headline(sum, gap) {
    const total = document.querySelector("[data-total]");
    const place = document.querySelector("[data-gap]");
    if (!total || !place) { return; }
    const words = place.dataset.words.split("|");
    total.textContent = dots(sum);
    place.querySelector("span").textContent = gap > 0 ? words[0] + " " + dots(gap) : gap < 0 ? words[1] + " " + dots(-gap) : words[2];
    icon(place, gap === 0);
  }

  function ratio(row) {
    const place = row.querySelector("[data-ratio] span");
    const places = number((row.querySelector('input[data-column="1"]') || {}).value || "");
    if (place && row.dataset.pool && places > 0) {
      place.textContent = (Number(row.dataset.pool) / places).toFixed(1).replace(".", ",");
    }
  }

  function mark(cell) {
    cell.classList.toggle("wrong-cell", Number.isNaN(number(cell.value)));
    cell.classList.toggle("touched", cell.value !== cell.defaultValue);
  }

  const isChanged = (field) => field.type === "checkbox" ? field.checked !== field.defaultChecked
    : "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue;
  const unsaved = () => [...form.elements].some(isChanged);

  function refresh() {
    sums();
    const note = form.querySelector("[data-unsaved]");
    if (note) { note.hidden = !unsaved(); }
  }

  form.addEventListener("input", function (event) {
    const cell = event.target;
    if (cell.dataset.column) {
      mark(cell);
      ratio(cell.closest("tr"));
    }
    if (cell.dataset.lock) {
      const locked = document.getElementById(cell.dataset.lock);
      if (locked) { locked.readOnly = cell.checked; }
    }
    refresh();
  });

  form.addEventListener("keydown", function (event) {
    const cell = event.target;
    if (!cell.dataset.column || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) { return; }
    event.preventDefault();
    event.stopPropagation();
    const column = cells(cell.dataset.column);
    const next = column[column.indexOf(cell) + (event.shiftKey ? -step : step)];
    if (next) { next.focus(); next.select(); }
  });

  form.addEventListener("paste", function (event) {
    const cell = event.target;
    const text = (event.clipboardData || window.clipboardData).getData("text");
    if (!cell.dataset.column || !/[\n\t]/.test(text.trim())) { return; }
    event.preventDefault();
    const rows = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    const first = Number(cell.dataset.column);
    const start = cells(first).indexOf(cell);
    rows.forEach(function (row, down) {
      row.split("\t").forEach(function (value, right) {
        const target = cells(first + right)[start + down];
        if (target && !target.readOnly) {
          target.value = value.trim();
          mark(target);
          ratio(target.closest("tr"));
        }
      });
    });
    refresh();
  });

  // Rows in which nothing changed are not sent: the server leaves them as they are.
  form.addEventListener("submit", function () {
    sent = true;
    if (!form.querySelector('input[name^="base-"]')) { return; }
    form.querySelectorAll("tbody tr").forEach(function (row) {
      const fields = [...row.querySelectorAll("input")];
      if (!fields.some(isChanged) && !fields.some((field) => field.hasAttribute("aria-invalid"))) {
        fields.forEach(function (field) { field.disabled = true; });
      }
    });
  });
  window.addEventListener("pageshow", function () {
    sent = false;
    form.querySelectorAll("input:disabled").forEach(function (field) { field.disabled = false; });
    refresh();
  });
  window.addEventListener("beforeunload", function (event) {
    if (!sent && unsaved()) { event.preventDefault(); }
  });
})();
