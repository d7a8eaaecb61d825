"use strict";
/* Buttons that copy a field or a text: data-kopier is its id, data-kopiert what the button says afterwards. */
(() => {
  const velg = (felt) => (felt.select ? felt.select() : getSelection().selectAllChildren(felt));
  const kopier = async (felt) => {
    try {
      await navigator.clipboard.writeText(felt.value ?? felt.textContent.trim());
      return true;
    } catch {
      velg(felt); // without permission, or not over https
      return document.execCommand("copy");
    }
  };

  for (const knapp of document.querySelectorAll("[data-kopier]")) {
    const felt = document.getElementById(knapp.dataset.kopier);
    const status = document.querySelector("[data-kopistatus]");
    const tekst = knapp.textContent;
    let klokke;
    knapp.hidden = false;
    if (felt.select) felt.addEventListener("focus", () => felt.select());
    knapp.addEventListener("click", async () => {
      if (!(await kopier(felt))) return;
      knapp.textContent = knapp.dataset.kopiert;
      if (status) status.textContent = knapp.dataset.kopiert;
      clearTimeout(klokke);
      klokke = setTimeout(() => {
        knapp.textContent = tekst;
        if (status) status.textContent = "";
      }, 4000);
    });
  }
})();
