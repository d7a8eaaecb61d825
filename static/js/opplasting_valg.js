"use strict";
/* Files and folders are chosen or dropped: each file becomes a row, a file that was begun before goes on in its old row, and what can never
   be shared is told at once. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});

  D.filvalg = (skjema, side, filer, naarValgt) => {
    const velger = skjema.querySelector("input[type=file]");
    const slippsted = skjema.querySelector("[data-slipp]");
    const maksFiler = Number(skjema.dataset.maksFiler);
    const maksNavn = Number(skjema.dataset.maksNavn);
    const maksMappe = Number(skjema.dataset.maksMappe);
    const mappefeil = skjema.querySelector("[data-mappestans]");

    // One after the other: two of the same name and size must not be given the same row.
    let tur = Promise.resolve();
    const taImot = (valgte) => { tur = tur.then(() => fordel(valgte)); };
    const siMappefeil = (navn) => {
      mappefeil.textContent = navn ? D.tekst(navn, { maks: maksFiler }) : "";
      mappefeil.hidden = !navn;
    };
    const plass = () => maksFiler - filer.filter((en) => en.tilstand !== "stoppet").length;
    // All of a folder or nothing of it: who sees a hundred files come in does not see that four hundred did not.
    const taImotMapper = (lest) => {
      tur = tur.then(async () => {
        siMappefeil();
        const valgte = await lest().catch(() => null);
        if (!valgte) return siMappefeil("mappe_uleselig");
        if (!valgte.length) return siMappefeil("mappe_tom");
        if (valgte.length > plass()) return siMappefeil("mappe_for_mange");
        return fordel(valgte);
      });
    };

    const fordel = async (valgte) => {
      let nye = 0;
      siMappefeil();
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
      // One that was begun from a folder may be chosen again by itself.
      const sammeMappe = (en) => !fil.mappe || en.mappe === fil.mappe;
      const passer = (en) => en.tilstand === "velg" && en.navn === navn && en.storrelse === fil.size && sammeMappe(en);
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
      if (plass() <= 0) return ["for_mange", maksFiler];
      if (fil.size === 0) return ["tom"];
      if (fil.size > side.maksBytes) return ["for_stor", D.storrelse(side.maksBytes)];
      if (navn.length > maksNavn) return ["for_langt_navn", maksNavn];
      if ((fil.mappe || "").length > maksMappe) return ["for_lang_sti"];
      return [null];
    };

    const taImotValgte = () => {
      taImot([...velger.files]);
      velger.value = ""; // so that the same file can be chosen again, and is not sent with the form
    };
    velger.addEventListener("change", taImotValgte);
    if (velger.files.length) taImotValgte(); // somebody was faster than the scripts

    const mappeknapp = skjema.querySelector("[data-velg-mappe]");
    if ("webkitdirectory" in velger) {
      const mappevelger = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
      mappevelger.addEventListener("change", () => {
        const valgte = D.filerIValgtMappe([...mappevelger.files]);
        mappevelger.value = "";
        taImotMapper(async () => valgte);
      });
      mappeknapp.addEventListener("click", () => mappevelger.click());
      mappeknapp.hidden = false;
    }

    // On the whole page: a file that is dropped beside the form would else be opened in its place.
    for (const hendelse of ["dragover", "dragleave", "drop"]) {
      document.addEventListener(hendelse, (e) => {
        const filer_ = e.dataTransfer && [...e.dataTransfer.types].includes("Files");
        slippsted.toggleAttribute("data-over", filer_ && hendelse === "dragover");
        if (!filer_) return;
        e.preventDefault();
        if (hendelse !== "drop") return;
        const innganger = D.inngangerTil(e.dataTransfer); // at once: they are gone when this is over
        if (innganger.some((inngang) => inngang.isDirectory)) taImotMapper(() => D.filerIMapper(innganger, maksFiler));
        else taImot([...e.dataTransfer.files]);
      });
    }
  };
})();
