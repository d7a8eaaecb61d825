"use strict";
/* The form while it is filled in: numbers are checked, the duration is told as a date, and the konto's demands are shown,
   without leaving the page (uploads would be cut). The server does the reading; the same buttons work without scripts. */
(() => {
  const D = window.Deldokument;
  const skjema = document.querySelector("[data-opplasting]");
  if (!skjema || !window.fetch) return;
  const FELTER = ["konto", "mottakere", "tilgjengelig_i"];
  const tjener = D.tjener(skjema.dataset);
  let siste = 0;

  // The check that was just made replaces what was wrong when the page was sent.
  const merk = (felt, sted) => {
    const gammel = document.getElementById(`id_${felt}_error`);
    if (gammel) gammel.remove();
    skjema.elements[felt].setAttribute("aria-invalid", String(Boolean(sted.querySelector(".ds-validation-message"))));
  };

  const kontroller = async () => {
    const runde = (siste += 1);
    const verdier = Object.fromEntries(FELTER.map((felt) => [felt, skjema.elements[felt].value]));
    let biter;
    try {
      biter = await tjener.kontroller(verdier);
    } catch {
      return; // it is checked again when the form is sent
    }
    if (runde !== siste) return;
    if (FELTER.every((felt) => skjema.elements[felt].value === verdier[felt])) D.oppsummer(biter.oppsummering);
    for (const felt of FELTER) {
      const sted = skjema.querySelector(`[data-kontroll=${felt}]`);
      const ny = biter[felt].trim();
      sted.removeAttribute("data-gammel");
      if (sted.dataset.vist === ny) continue;
      sted.innerHTML = sted.dataset.vist = ny;
      merk(felt, sted);
    }
  };

  for (const felt of FELTER) skjema.elements[felt].addEventListener("change", kontroller);
  // The date in words must never be that of another number than the one that stands there.
  let venter;
  skjema.elements.tilgjengelig_i.addEventListener("input", () => {
    siste += 1; // answers on their way are about what stood there before
    skjema.querySelector("[data-kontroll=tilgjengelig_i]").toggleAttribute("data-gammel", true);
    clearTimeout(venter);
    venter = setTimeout(kontroller, 400);
  });
  skjema.addEventListener("click", (hendelse) => {
    const knapp = hendelse.target.closest("button[name=handling], button[name=forvalg]");
    if (!knapp) return;
    hendelse.preventDefault();
    if (knapp.name === "forvalg") skjema.elements.tilgjengelig_i.value = knapp.value;
    kontroller();
  });
})();
