/** Rows of the table shown before "Show more": a browser lays out that many at once without delay. */
export const rowsShownFirst = 200;

/**
 * The script of the report: sorts and filters the table, opens the section an anchor points to. It reads the page and
 * nothing else, so no value of a document ever stands inside a script.
 *
 * Everything that decides is a pure function at the top, tested by running this text; `start` wires it to the page.
 */
export const clientScript = String.raw`"use strict";
const collator = new Intl.Collator("en", { numeric: true });
const pageSize = ${rowsShownFirst};
function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
function compareKeys(a, b, kind, descending) {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
  const order = kind === "number" ? Number(a) - Number(b) : collator.compare(a, b);
  return descending ? -order : order;
}
function nextDirection(current) {
  return current === "ascending" ? "descending" : "ascending";
}
function matches(row, filter) {
  return ["verdict", "status", "source", "risk"].every((name) => !filter[name] || row[name] === filter[name])
    && fold(filter.text || "").split(/\s+/).every((word) => row.text.includes(word));
}
function start() {
  const table = document.getElementById("document-table");
  const body = table.tBodies[0];
  const form = document.getElementById("filters");
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows].map((element) => ({ element, text: fold(element.textContent), ...element.dataset }));
  const count = document.getElementById("row-count");
  const whole = count.textContent;

  const more = document.getElementById("more-rows");
  let limit = pageSize;

  function filter() {
    const wanted = Object.fromEntries(new FormData(form));
    let found = 0;
    for (const row of rows) {
      const isFound = matches(row, wanted);
      if (isFound) found += 1;
      row.element.hidden = !isFound || found > limit;
    }
    count.textContent = found === rows.length ? whole : found + " of " + whole;
    more.hidden = found <= limit;
    document.getElementById("no-rows").hidden = found > 0;
  }
  function sort(index) {
    const direction = nextDirection(heads[index].getAttribute("aria-sort"));
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[index].setAttribute("aria-sort", direction);
    const kind = heads[index].dataset.kind;
    const key = (row) => row.element.cells[index].dataset.key;
    rows.sort((a, b) => compareKeys(key(a), key(b), kind, direction === "descending"));
    body.append(...rows.map((row) => row.element));
    filter();
  }
  function openTarget() {
    const target = document.getElementById(location.hash.slice(1));
    const folds = [];
    for (let box = target; box; box = box.parentElement) if (box.tagName === "DETAILS") folds.push(box);
    if (folds.length === 0) return;
    for (const fold of folds) fold.open = true;
    target.scrollIntoView();
    if (target === folds[0]) target.querySelector("summary").focus({ preventScroll: true });
  }

  form.hidden = false;
  for (const row of rows) row.element.classList.remove("later");
  filter();
  more.addEventListener("click", () => {
    limit += 5 * pageSize;
    filter();
  });
  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-sort]");
    if (button) sort(Number(button.dataset.sort));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if (link.dataset.show) {
      form.elements.verdict.value = link.dataset.show;
      filter();
      return;
    }
    const target = link.hash && document.getElementById(link.hash.slice(1));
    if (target && target.hidden) {
      form.reset();
      limit = rows.length;
      filter();
    }
    if (link.hash === location.hash) openTarget();
  });
  addEventListener("hashchange", openTarget);
  openTarget();
}
if (typeof document !== "undefined") start();
`;
