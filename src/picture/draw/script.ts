/**
 * What the page does once it is open: one scenario at a time, lanes that can be hidden, and zoom.
 * Without it everything is shown.
 */
export const SCRIPT = `(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  document.documentElement.classList.add("scripted");

  const sections = all("[data-section]");
  const links = all("#list a");

  function select(id) {
    const chosen = sections.find((section) => section.id === id);
    for (const section of sections) {
      if (!chosen || section === chosen) section.removeAttribute("hidden");
      else section.setAttribute("hidden", "until-found");
    }
    for (const link of links) {
      if (link.hash === "#" + (chosen ? id : "all")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    return chosen;
  }

  function follow() {
    const id = location.hash.slice(1);
    if (id === "all") return select("all");
    if (!sections.some((section) => section.id === id)) return;
    const chosen = select(id);
    chosen.scrollIntoView();
    chosen.querySelector("h2").focus({ preventScroll: true });
  }

  const list = document.querySelector("#list");
  if (list) {
    select(list.dataset.first);
    follow();
    addEventListener("hashchange", follow);
    for (const section of sections) section.addEventListener("beforematch", () => select(section.id));
  }

  for (const timeline of all(".timeline")) {
    const status = timeline.querySelector("[role=status]");
    const boxes = all("[data-filter]", timeline);
    const canvas = timeline.querySelector(".canvas");
    for (const box of boxes) {
      box.addEventListener("change", () => {
        timeline.querySelector('[data-lane="' + box.dataset.filter + '"]').hidden = !box.checked;
        const shown = boxes.filter((each) => each.checked).length;
        status.textContent = shown + " of " + boxes.length + " lanes shown";
      });
    }
    timeline.querySelector("[data-zoom]").addEventListener("change", (event) => {
      canvas.className = "canvas zoom-" + event.target.value;
    });
  }
})();`;
