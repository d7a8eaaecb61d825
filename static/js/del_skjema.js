"use strict";
/* The form while it is filled in: numbers are checked, the duration is told as a date, and the konto's demands are shown,
   without leaving the page (uploads would be cut). The server does the reading; the same buttons work without scripts. */
(() => {
  const D = window.Deldokument;
  const skjema = document.querySelector("[data-opplasting]");
  if (!skjema || !window.fetch) return;
  const FELTER = ["konto", "mottakere", "tilgjengelig_i"];
  const VALG = ["fjern_mottaker", "fjern_tidligere", "fjern_ord", "legg_til"]; // buttons that change whom it is for
  const tjener = D.tjener(skjema.dataset);
  let siste = 0;

  // The check that was just made replaces what was wrong when the page was sent.
  const merk = (felt, sted) => {
    const gammel = document.getElementById(`id_${felt}_error`);
    if (gammel) gammel.remove();
    skjema.elements[felt].setAttribute("aria-invalid", String(Boolean(sted.querySelector(".ds-validation-message"))));
  };

  const settFelt = (navn, verdi) => {
    const felt = skjema.elements[navn];
    if (felt.value === verdi) return;
    felt.value = verdi;
    felt.dispatchEvent(new Event("input", { bubbles: true })); // it is kept with the draft
  };

  // A button that goes away with what it stood for must not take the keyboard's place with it.
  const flyttFokus = (knapp, plass) => {
    const brikker = skjema.querySelectorAll("[data-kontroll=mottakere] .ds-chip");
    const neste = knapp === "legg_til" ? brikker[brikker.length - 1] : brikker[Math.min(plass, brikker.length - 1)];
    (neste || skjema.elements.mottakere).focus();
  };

  // Warnings that are confirmed stay so while the list around them changes; a new one must be confirmed too.
  const bytt = (sted, ny) => {
    const gammel = skjema.elements.bekreftet;
    const sett = gammel && gammel.checked ? gammel.value.split(" ") : [];
    sted.innerHTML = sted.dataset.vist = ny;
    const boks = skjema.elements.bekreftet;
    if (boks && boks.value.split(" ").every((en) => sett.includes(en))) boks.checked = true;
  };

  const kontroller = async (knapp = {}) => {
    const runde = (siste += 1);
    const verdier = Object.fromEntries([...FELTER, "tidligere"].map((felt) => [felt, skjema.elements[felt].value]));
    const plass = knapp.closest ? [...knapp.closest("ul, div").querySelectorAll("button")].indexOf(knapp) : 0;
    if (knapp.name) verdier[knapp.name] = knapp.value;
    let biter;
    try {
      biter = await tjener.kontroller(verdier);
    } catch {
      return; // it is checked again when the form is sent
    }
    if (runde !== siste) return;
    if (VALG.includes(knapp.name) && skjema.elements.mottakere.value === verdier.mottakere) {
      settFelt("mottakere", biter.felter.mottakere);
      verdier.mottakere = biter.felter.mottakere;
    }
    settFelt("tidligere", biter.felter.tidligere);
    if (FELTER.every((felt) => skjema.elements[felt].value === verdier[felt])) D.oppsummer(biter.oppsummering);
    const apen = skjema.querySelector("[data-siste][open]");
    for (const felt of [...FELTER, "siste"]) {
      const sted = skjema.querySelector(`[data-kontroll=${felt}]`);
      const ny = biter[felt].trim();
      sted.removeAttribute("data-gammel");
      if (sted.dataset.vist === ny) continue;
      bytt(sted, ny);
      if (felt === "siste") sted.querySelector("[data-siste]")?.toggleAttribute("open", Boolean(apen));
      else merk(felt, sted);
    }
    if (VALG.includes(knapp.name)) flyttFokus(knapp.name, plass);
  };

  for (const felt of FELTER) skjema.elements[felt].addEventListener("change", () => kontroller());
  // The date in words must never be that of another number than the one that stands there.
  let venter;
  skjema.elements.tilgjengelig_i.addEventListener("input", () => {
    siste += 1; // answers on their way are about what stood there before
    skjema.querySelector("[data-kontroll=tilgjengelig_i]").toggleAttribute("data-gammel", true);
    clearTimeout(venter);
    venter = setTimeout(kontroller, 400, {});
  });
  skjema.addEventListener("click", (hendelse) => {
    const knapp = hendelse.target.closest(["handling", "forvalg", ...VALG].map((navn) => `button[name=${navn}]`).join());
    if (!knapp) return;
    hendelse.preventDefault();
    if (knapp.name === "forvalg") skjema.elements.tilgjengelig_i.value = knapp.value;
    kontroller(VALG.includes(knapp.name) ? knapp : {});
  });
})();
