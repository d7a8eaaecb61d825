// While files are being checked: ask for the page again now and then, and put in the new list when it has changed.
// Without JavaScript the link "Last siden på nytt" does the same.
(() => {
  "use strict";
  const MELLOMROM_MS = 4000;
  const HOYST = 150; // ten minutes; then there is only the link
  const listeI = (side) => side.getElementById("dokumentliste");

  async function hentListe() {
    // Nobody has done anything: the login must not last longer for it.
    const svar = await fetch(location.href, {
      credentials: "same-origin", redirect: "error", headers: { "Uten-Aktivitet": "ja" },
    });
    return svar.ok ? listeI(new DOMParser().parseFromString(await svar.text(), "text/html")) : null;
  }

  function bytt(ny) {
    const gammel = listeI(document);
    // Never pull the ground away under somebody who stands in the list with the keyboard.
    if (!ny || gammel.contains(document.activeElement) || ny.dataset.venter === gammel.dataset.venter) return;
    gammel.replaceWith(document.adoptNode(ny));
    const status = document.getElementById("oppfrisket");
    status.textContent = status.dataset.klart;
  }

  async function oppfrisk(igjen) {
    if (!document.hidden) bytt(await hentListe().catch(() => null));
    if (listeI(document).dataset.venter === "ja" && igjen > 0) setTimeout(oppfrisk, MELLOMROM_MS, igjen - 1);
  }

  setTimeout(oppfrisk, MELLOMROM_MS, HOYST);
})();
