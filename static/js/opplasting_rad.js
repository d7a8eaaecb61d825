"use strict";
/* A file's row in the list: what it shows and which buttons it has. It knows nothing of how bytes travel. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  let nummer = 0;
  const PAUSE_KAN = ["ko", "laster", "venter"];

  D.Filrad = class {
    /* element: a row from the server, or null for a new one. gjor: {pause, fortsett, fjern}. */
    constructor(element, liste, gjor) {
      this.element = element || liste.parentElement.querySelector("[data-filmal]").content.firstElementChild.cloneNode(true);
      this.fremdrift = this.element.querySelector("progress");
      this.knapper = {};
      for (const [navn, handling] of Object.entries(gjor)) {
        const knapp = this.element.querySelector(`[data-gjor=${navn}]`);
        this.knapper[navn] = knapp;
        knapp.addEventListener("click", (hendelse) => {
          hendelse.preventDefault();
          handling();
        });
      }
      this.element.id = this.element.id || `fil-ny-${(nummer += 1)}`; // what is wrong with it leads here
      if (!element) liste.append(this.element);
    }

    navngi(navn, storrelse, mappe) {
      const sted = this.element.querySelector("[data-vis=mappe]");
      [sted.textContent, sted.hidden] = [mappe, !mappe];
      for (const sted of this.element.querySelectorAll("[data-vis=navn]")) sted.textContent = navn;
      this.element.querySelector("[data-vis=storrelse]").textContent = D.storrelse(storrelse);
      this.fremdrift.setAttribute("aria-label", D.tekst("fremdrift", { navn }));
    }

    vis(tilstand, tekst, prosent, kanProvesIgjen) {
      this.element.dataset.tilstand = tilstand;
      this.element.querySelector("[data-vis=status]").textContent = tekst;
      this.fremdrift.hidden = !["ko", "laster", "venter", "pauset", "velg"].includes(tilstand);
      this.fremdrift.value = prosent;
      const hadde = document.activeElement;
      this.knapper.pause.hidden = !PAUSE_KAN.includes(tilstand);
      this.knapper.fortsett.hidden = !(tilstand === "pauset" || (tilstand === "stoppet" && kanProvesIgjen));
      const fortsett = D.tekst(tilstand === "stoppet" ? "prov_igjen" : "fortsett");
      this.element.querySelector("[data-vis=fortsett]").textContent = fortsett;
      // A button that goes away must not take the keyboard's place with it.
      if (hadde && hadde.hidden && this.element.contains(hadde)) {
        const neste = [this.knapper.fortsett, this.knapper.pause, this.knapper.fjern].find((knapp) => !knapp.hidden);
        neste.focus();
      }
    }

    merk(tekst) {
      const sted = this.element.querySelector("[data-vis=merknad]");
      [sted.textContent, sted.hidden] = [tekst, !tekst];
    }

    fjern() {
      const nabo = this.element.nextElementSibling || this.element.previousElementSibling;
      const hadde = this.element.contains(document.activeElement);
      this.element.remove();
      if (!hadde) return;
      const sted = nabo ? nabo.querySelector("[data-gjor=fjern]") : document.querySelector("#id_dokumenter");
      if (sted) sted.focus();
    }
  };
})();
