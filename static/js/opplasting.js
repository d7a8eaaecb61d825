"use strict";
/* The page Del dokumenter with scripts: files go up as soon as they are chosen, three at a time, while the form is filled
   in. Nothing is stored in the browser: after a reload the rows from the server tell what is there and what is missing. */
(() => {
  const D = window.Deldokument;
  const skjema = document.querySelector("[data-opplasting]");
  if (!skjema) return;
  for (const tegn of ["pointerover", "focusin", "dragover"]) {
    document.addEventListener(tegn, () => D.hentTus().catch(() => {}), { once: true });
  }

  const SAMTIDIGE = 3;
  const liste = skjema.querySelector("[data-filliste]");
  const delknapp = skjema.querySelector("[data-del]");
  const ikkeVent = skjema.querySelector("[data-avbryt-vent]");
  const delstatus = skjema.querySelector("[data-delstatus]");
  const filer = [];
  let ventPaDeling = false;
  let sendt = false;
  let utkastet = null;
  let skjermlas = null;
  let sisteITur = Promise.resolve();

  // What is wrong has a place of its own, so that the next file that goes well does not take the words away. A stop that
  // is over is told no more; a remark is true until the file is gone.
  const feilsted = skjema.querySelector("[data-filstans]");
  let omtalt = {};
  const si = (navn, verdier) => { skjema.querySelector("[data-filstatus]").textContent = D.tekst(navn, verdier); };
  const siFeil = (fil, grunn, garOver = false) => {
    feilsted.textContent = D.tekst("si_feil", { navn: fil.navn, grunn });
    omtalt = { fil, garOver };
  };

  const side = {
    tjener: D.tjener(skjema.dataset),
    liste,
    siFeil,
    maksBytes: Number(skjema.dataset.maksBytes),
    krevd: (dokument) => filer.some((fil) => fil.dokument === dokument),
    utkast: () => {
      if (skjema.elements.utkast.value) return Promise.resolve(skjema.elements.utkast.value);
      utkastet = utkastet || side.tjener.nyttUtkast(skjema.elements.konto.value).then((id) => {
        skjema.elements.utkast.value = id;
        if (location.pathname === skjema.dataset.urlDel) history.replaceState(null, "", `?utkast=${id}`);
        return id;
      });
      utkastet.catch(() => { utkastet = null; });
      return utkastet;
    },
    // Files come in the order they were chosen, also for the recipient: each is made after the one before.
    etterTur: (gjor) => {
      const svar = sisteITur.then(gjor);
      sisteITur = svar.catch(() => {});
      return svar;
    },
    endret: (fil) => {
      if (fil.tilstand === "fjernet") filer.splice(filer.indexOf(fil), 1);
      queueMicrotask(() => {
        fortell(fil);
        fyllPa();
        delNarKlart();
      });
    },
  };

  D.utkast = side.utkast; // what is typed belongs to the same draft
  D.dokumenter = () => filer.map((fil) => fil.dokument).filter(Boolean);

  const fortell = (fil) => {
    const { navn } = fil;
    if (fil.tilstand === "ferdig" && fil.tus) si("si_ferdig", { navn, ferdige: filer.filter((en) => en.tilstand === "ferdig").length, alle: filer.length });
    if (fil.tilstand === "pauset") si("si_pauset", { navn });
    if (fil.tilstand === "fjernet") si("si_fjernet", { navn });
    if (["stoppet", "venter"].includes(fil.tilstand)) siFeil(fil, fil.status, true);
    const over = fil.tilstand === "fjernet" || (fil.tilstand === "ferdig" && omtalt.garOver);
    if (over && omtalt.fil === fil) feilsted.textContent = "";
  };

  // With many files the rows do not fit on the screen: how far it all has come, in a line.
  const samlet = skjema.querySelector("[data-samlet]");
  const tegnSamlet = () => {
    const med = filer.filter((fil) => fil.tilstand !== "stoppet");
    const sum = (felt) => D.storrelse(med.reduce((hittil, fil) => hittil + fil[felt], 0));
    const ferdige = med.filter((fil) => fil.tilstand === "ferdig").length;
    D.oppsummerFiler?.(med.length); // where there is a line for it
    samlet.hidden = med.length < 2;
    if (!samlet.hidden) samlet.textContent = D.tekst("samlet", { ferdige, alle: med.length, sendt: sum("sendt"), storrelse: sum("storrelse") });
  };

  const fyllPa = () => {
    for (const fil of filer) {
      if (filer.filter((en) => en.aktiv).length >= SAMTIDIGE) break;
      if (fil.tilstand === "ko") fil.start();
    }
    holdVaken();
    tegnSamlet();
  };

  // A screen that sleeps takes the network with it on many machines.
  const holdVaken = () => {
    const trengs = filer.some((fil) => fil.aktiv) && document.visibilityState === "visible";
    if (!trengs && skjermlas) {
      skjermlas.then((las) => las && las.release()).catch(() => {});
      skjermlas = null;
    } else if (trengs && !skjermlas && navigator.wakeLock) {
      skjermlas = navigator.wakeLock.request("screen").catch(() => null);
    }
  };

  const ventPa = (venter) => {
    ventPaDeling = venter;
    delknapp.setAttribute("aria-busy", String(venter));
    ikkeVent.hidden = !venter;
    delstatus.textContent = venter ? D.tekst("vent") : "";
  };
  const lenkeTil = (fil) => Object.assign(document.createElement("a"), {
    className: "ds-link", href: `#${fil.rad.element.id}`, textContent: D.tekst("losne", { navn: fil.navn }),
  });
  const losne = () => filer.find((fil) => ["stoppet", "velg", "pauset", "sperret"].includes(fil.tilstand));

  const delNarKlart = () => {
    if (!ventPaDeling) return;
    const hindring = losne();
    if (hindring) {
      ventPa(false);
      delstatus.replaceChildren(lenkeTil(hindring));
    } else if (!filer.some((fil) => fil.uferdig)) {
      ventPa(false);
      skjema.requestSubmit(delknapp);
    }
  };

  skjema.addEventListener("submit", (hendelse) => {
    skjema.elements.csrfmiddlewaretoken.value = D.csrf();
    skjema.elements.filer.value = D.dokumenter().join(" "); // what is shared must have been seen here
    if (hendelse.submitter !== delknapp) return;
    if (sendt || losne() || filer.some((fil) => fil.uferdig)) {
      hendelse.preventDefault();
      if (!sendt) ventPa(true);
      delNarKlart();
      return;
    }
    sendt = true;
    delknapp.setAttribute("aria-busy", "true");
  });
  ikkeVent.addEventListener("click", () => {
    ventPa(false);
    delknapp.focus();
  });
  window.addEventListener("pageshow", () => {
    sendt = false;
    delknapp.removeAttribute("aria-busy");
  });
  window.addEventListener("beforeunload", (hendelse) => {
    if (!sendt && filer.some((fil) => fil.uferdig)) hendelse.preventDefault();
  });

  const vekk = () => filer.forEach((fil) => fil.provNaa());
  window.addEventListener("online", vekk);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") vekk();
    else skjermlas = null; // the browser has let go of it
    holdVaken();
  });
  setInterval(() => filer.forEach((fil) => fil.sePaLivstegn()), 5000);
  setInterval(tegnSamlet, 1000);

  D.filvalg(skjema, side, filer, (antall) => {
    if (antall) si(antall === 1 ? "si_startet_en" : "si_startet", { antall });
    fyllPa();
  });
  for (const rad of liste.querySelectorAll("[data-dokument]")) filer.push(new D.Opplasting(side, null, rad));
  tegnSamlet();
  // What was on its way when the page was left may still be put in store: ask again how far it came.
  for (const vent of filer.some((fil) => fil.tilstand === "velg") ? [1500, 6000] : []) {
    setTimeout(async () => {
      const filene = await side.tjener.filene(skjema.elements.utkast.value).catch(() => []);
      for (const { id, mottatt } of filene) filer.forEach((fil) => fil.dokument === id && fil.kommetTil(mottatt));
    }, vent);
  }
})();
