"use strict";
/* Files are chosen or dropped: each becomes a row, a file that was begun before goes on in its old row, and what can never
   be shared is told at once. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});

  D.filvalg = (skjema, side, filer, naarValgt) => {
    const velger = skjema.querySelector("input[type=file]");
    const slippsted = skjema.querySelector("[data-slipp]");
    const maksFiler = Number(skjema.dataset.maksFiler);
    const maksNavn = Number(skjema.dataset.maksNavn);

    // One after the other: two of the same name and size must not be given the same row.
    let tur = Promise.resolve();
    const taImot = (valgte) => { tur = tur.then(() => fordel(valgte)); };

    const fordel = async (valgte) => {
      let nye = 0;
      for (const fil of valgte) {
        const navn = fil.name.normalize("NFC");
        const pabegynt = await finnPabegynt(fil, navn);
        if (pabegynt) {
          pabegynt.velgIgjen(fil);
          nye += 1;
          continue;
        }
        const opplasting = new D.Opplasting(side, fil);
        const [feil, maks] = feilVed(fil, navn);
        filer.push(opplasting);
        if (feil) opplasting.sett("stoppet", feil, { provIgjen: false, verdier: { maks } });
        else nye += 1;
      }
      naarValgt(nye);
    };

    /* The row that was begun with this file. Of several with its name and size, the one that holds most of it. */
    const finnPabegynt = async (fil, navn) => {
      const passer = (en) => en.tilstand === "velg" && en.navn === navn && en.storrelse === fil.size;
      const kandidater = filer.filter(passer);
      if (kandidater.length < 2) return kandidater[0];
      let [beste, mest] = [null, -1];
      for (const en of kandidater) {
        const mottatt = await kommetMed(en, fil);
        if (mottatt > mest && passer(en)) [beste, mest] = [en, mottatt];
      }
      return beste || kandidater.find(passer);
    };

    /* How many bytes of the file the row's upload has; -1 if it has those of another, or nobody can tell. */
    const kommetMed = async (en, fil) => {
      try {
        const deler = await side.tjener.deler(en.dokument);
        if (await en.sammenlign(fil, deler) !== "lik") return -1;
        return deler.length ? deler[deler.length - 1].slutt : 0;
      } catch {
        return -1;
      }
    };

    const feilVed = (fil, navn) => {
      if (filer.filter((en) => en.tilstand !== "stoppet").length >= maksFiler) return ["for_mange", maksFiler];
      if (fil.erMappe) return ["mappe"];
      if (fil.size === 0) return ["tom"];
      if (fil.size > side.maksBytes) return ["for_stor", D.storrelse(side.maksBytes)];
      if (navn.length > maksNavn) return ["for_langt_navn", maksNavn];
      return [null];
    };

    velger.addEventListener("change", () => {
      taImot([...velger.files]);
      velger.value = ""; // so that the same file can be chosen again, and is not sent with the form
    });

    const mapper = (overforing) => [...overforing.items].map((ting) => {
      const inngang = ting.webkitGetAsEntry && ting.webkitGetAsEntry();
      return inngang && inngang.isDirectory ? inngang.name : null;
    });
    // On the whole page: a file that is dropped beside the form would else be opened in its place.
    for (const hendelse of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(hendelse, (e) => {
        const filer_ = e.dataTransfer && [...e.dataTransfer.types].includes("Files");
        slippsted.toggleAttribute("data-over", filer_ && hendelse === "dragover");
        if (!filer_) return;
        e.preventDefault();
        if (hendelse !== "drop") return;
        const mappenavn = mapper(e.dataTransfer);
        taImot([...e.dataTransfer.files].map((fil) => Object.assign(fil, { erMappe: mappenavn.includes(fil.name) })));
      });
    }
  };
})();
