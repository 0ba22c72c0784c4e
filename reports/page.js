"use strict";
(function () {
  const root = document.documentElement;
  const one = (selector) => document.querySelector(selector);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  root.classList.add("js");

  function speak(language) {
    root.lang = root.dataset.lang = language;
    all("[data-fr]").forEach((node) => { node.textContent = node.dataset[language]; });
    all("[data-hint-fr]").forEach((node) => {
      node.placeholder = language === "fr" ? node.dataset.hintFr : node.dataset.hintEn;
    });
    tell();
    all("[data-language]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
    });
  }

  function tell(count) {
    const shown = one("#shown");
    if (!shown) return;
    if (count !== undefined) shown.dataset.count = count;
    shown.textContent = Number(shown.dataset.count).toLocaleString(root.lang);
  }

  const fold = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/\s+/g, " ").toLowerCase();
  const cards = all(".card").map((node) => ({ node, rows: null, head: "" }));

  // The text of five thousand rows is only gathered once somebody filters.
  function gather(card) {
    if (card.rows) return;
    card.head = fold(all("h3, p, blockquote", card.node)
      .filter((part) => !part.closest("table")).map((part) => part.textContent).join(" "));
    card.rows = all("tbody tr", card.node).map((node) => ({ node, text: fold(node.textContent) }));
  }

  function filter() {
    const level = one("#by-level") ? one("#by-level").value : "";
    const kind = one("#by-kind") ? one("#by-kind").value : "";
    const words = fold(one("#by-text").value).split(" ").filter(Boolean);
    let shown = 0;
    cards.forEach((card) => {
      gather(card);
      const wanted = (!level || card.node.dataset.level === level)
        && (!kind || card.node.dataset.kind === kind);
      let seen = 0;
      card.rows.forEach((row) => {
        const hit = wanted
          && words.every((word) => card.head.includes(word) || row.text.includes(word));
        row.node.hidden = !hit;
        if (hit) seen += 1;
      });
      card.node.hidden = seen === 0;
      card.node.classList.toggle("searched", words.length > 0);
      shown += seen;
    });
    tell(shown);
    one("#no-match").hidden = shown > 0;
  }

  all("[data-language]").forEach((button) => {
    button.addEventListener("click", () => speak(button.dataset.language));
  });
  all(".unfold").forEach((button) => {
    button.addEventListener("click", () => {
      const open = button.closest(".card").classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
    });
  });
  one("#print").addEventListener("click", () => window.print());
  const form = one(".filter");
  if (form) {
    let waiting = 0;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(filter, 120);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); filter(); });
    form.addEventListener("reset", () => setTimeout(filter, 0));
  }
  speak(root.dataset.lang);
})();
