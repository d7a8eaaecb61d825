// Tells before the login ends, in words and in time to do something about it. Without this script the page's own text
// says when. Asking the server first, because another tab may have prolonged the login.
(() => {
  "use strict";
  const VARSEL = 120; // seconds before the end
  const dialog = document.getElementById("okt-varsel");
  if (!dialog) return;
  const { status, forleng, bruker, csrf } = dialog.dataset;
  let tidtaker;
  let sagtFra = false; // the longest time is told once

  const kapsel = () => document.cookie.split("; ").find((par) => par.startsWith(`${csrf}=`))?.slice(csrf.length + 1);

  function vis(nar) {
    for (const del of dialog.querySelectorAll("[data-nar]")) del.hidden = del.dataset.nar !== nar;
    if (!dialog.open) dialog.showModal();
  }

  function skriv(tekst) {
    dialog.querySelector("[data-okt=tekst]").textContent = tekst;
    document.getElementById("okt-tekst").textContent = tekst;
  }

  function planlegg(inaktivOm, sluttOm) {
    clearTimeout(tidtaker);
    const neste = Math.min(inaktivOm, sluttOm);
    tidtaker = setTimeout(sjekk, Math.max(neste > VARSEL ? neste - VARSEL : neste + 1, 1) * 1000);
  }

  async function les(svar) {
    const okt = await svar.json();
    skriv(okt.tekst);
    if (!okt.innlogget) return vis("ute");
    if (okt.bruker !== bruker) return location.reload(); // somebody else has logged in here
    const lengst = okt.slutt_om <= VARSEL;
    if (lengst && !sagtFra) vis("lengst");
    else if (!lengst && okt.inaktiv_om <= VARSEL) vis("inaktiv");
    else if (!lengst && dialog.open) dialog.close();
    sagtFra = lengst;
    planlegg(okt.inaktiv_om, okt.slutt_om);
  }

  async function spor(adresse, valg) {
    try {
      await les(await fetch(adresse, { credentials: "same-origin", headers: { Accept: "application/json" }, ...valg }));
    } catch {
      tidtaker = setTimeout(sjekk, 15000); // no network: try again, the server decides anyway
    }
  }

  const sjekk = () => spor(status);

  dialog.querySelector("[data-okt=fortsett]").addEventListener("click", () =>
    spor(forleng, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": kapsel() ?? "" } }));
  dialog.querySelector("[data-okt=lukk]").addEventListener("click", () => dialog.close());
  // Escape on "are you still here" is an answer too: the person is.
  dialog.addEventListener("cancel", () => {
    if (!dialog.querySelector("[data-okt=fortsett]").hidden) dialog.querySelector("[data-okt=fortsett]").click();
  });
  // A new login in another tab changed the token that this page's forms were made with.
  document.addEventListener("submit", (hendelse) => {
    const felt = hendelse.target.elements?.namedItem("csrfmiddlewaretoken");
    if (felt && kapsel()) felt.value = kapsel();
  }, true);
  // Timers stand still in sleep and in the back/forward cache.
  document.addEventListener("visibilitychange", () => document.hidden || sjekk());
  window.addEventListener("pageshow", (hendelse) => hendelse.persisted && sjekk());

  const { inaktivOm, sluttOm } = dialog.dataset;
  if (Math.min(inaktivOm, sluttOm) <= VARSEL) sjekk();
  else planlegg(Number(inaktivOm), Number(sluttOm));
})();
