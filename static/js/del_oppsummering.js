"use strict";
/* What the button is about to do, in a line above it: how many files, with how many, until when. Shown when all three are
   known, and never with what was typed before the last letter. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const skjema = document.querySelector("[data-opplasting]");
  const sted = skjema && skjema.querySelector("[data-oppsummering]");
  if (!sted) return;
  const knapp = skjema.querySelector("[data-del]");
  let { mottakere, dag } = sted.dataset;
  let filer = 0;

  const vis = () => {
    const alt = Boolean(filer && mottakere && dag);
    const antall = D.tekst(filer === 1 ? "en_fil" : "flere_filer", { antall: filer });
    const tekst = alt ? D.tekst("oppsummering", { filer: antall, mottakere, dag }) : "";
    if (sted.textContent !== tekst) sted.textContent = tekst;
    sted.hidden = !alt;
    if (alt) knapp.setAttribute("aria-describedby", sted.id);
    else knapp.removeAttribute("aria-describedby");
  };

  D.oppsummerFiler = (antall) => {
    filer = antall;
    vis();
  };
  D.oppsummer = (ny) => {
    ({ mottakere, dag } = ny);
    vis();
  };
  skjema.addEventListener("input", (hendelse) => {
    if (["mottakere", "tilgjengelig_i"].includes(hendelse.target.name)) D.oppsummer({ mottakere: "", dag: "" });
  });
})();
