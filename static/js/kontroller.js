"use strict";
/* Kontroller filen: a saved file is chosen, or dropped anywhere on the page, hashed by a worker, and compared with what the
   page says of each file. Nothing leaves the machine. The list may have been put in anew meanwhile (js/oppfrisk.js), so
   what stands in it is asked for when it is needed. */
(() => {
  const boks = () => document.querySelector("[data-kontroller]");
  const tekst = (navn, verdier) => boks().querySelector("template[data-kontrolltekster]").content
    .querySelector(`[data-tekst="${navn}"]`).textContent.replace(/\{(\w+)\}/g, (hele, ord) => verdier[ord] ?? hele);
  const delte = () => [...document.querySelectorAll("#dokumentliste [data-sha256]")].map((rad) => rad.dataset);

  function dom(fil, sha256) {
    const lik = delte().find((en) => en.sha256 === sha256);
    if (lik) return ["lik", lik.navn, "success"];
    // A browser writes « (1)» before the ending when there is a file of the name already.
    const navn = fil.name.normalize("NFC").replace(/ ?\(\d+\)(?=\.[^.]*$|$)/, "");
    const ment = delte().find((en) => en.navn === navn || en.navn === fil.name.normalize("NFC"));
    if (!ment) return ["ukjent", "", "warning"];
    return [fil.size < Number(ment.storrelse) ? "kortere" : "endret", ment.navn, "danger"];
  }

  function regnUt(fil, underveis) {
    return new Promise((ferdig) => {
      const arbeider = new Worker(boks().dataset.arbeider);
      const svar = (verdi) => { arbeider.terminate(); ferdig(verdi); };
      arbeider.addEventListener("error", () => svar(null));
      arbeider.addEventListener("message", ({ data }) => {
        if (data.sha256) svar(data.sha256);
        else if (data.uleselig) svar(null);
        else underveis(Math.floor((data.lest / fil.size) * 100));
      });
      arbeider.postMessage(fil);
    });
  }

  async function kontroller(fil, linje) {
    const vis = (navn, farge, verdier = {}) => {
      linje.textContent = tekst(navn, { valgt: fil.name, ...verdier });
      linje.dataset.color = farge;
    };
    const sha256 = await regnUt(fil, (prosent) => vis("regner", "info", { prosent }));
    const [navn, ment, farge] = sha256 ? dom(fil, sha256) : ["uleselig", "", "danger"];
    vis(navn, farge, { navn: ment });
    boks().querySelector("[data-kontrollstatus]").textContent = linje.textContent;
  }

  // One after the other: a disk does not read two large files at once any faster.
  let tur = Promise.resolve();
  function taImot(filer) {
    const svar = boks().querySelector("[data-svar]");
    svar.hidden = false;
    boks().open = true;
    const linjer = [...filer].map((fil) => {
      const linje = document.createElement("li");
      linje.className = "ds-alert";
      linje.dataset.color = "info";
      linje.textContent = tekst("venter", { valgt: fil.name });
      return linje;
    });
    svar.replaceChildren(...linjer);
    [...filer].forEach((fil, nr) => { tur = tur.then(() => kontroller(fil, linjer[nr])); });
    svar.scrollIntoView({ block: "nearest" });
  }

  function visVelger() {
    const velger = boks() && boks().querySelector("[data-velger]");
    if (velger) velger.hidden = !window.Worker;
  }

  document.addEventListener("change", (e) => {
    if (e.target.id !== "kontrollfil" || !e.target.files.length) return;
    taImot([...e.target.files]);
    e.target.value = ""; // so that the same file can be chosen again
  });
  for (const hendelse of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(hendelse, (e) => {
      if (!boks() || !e.dataTransfer || ![...e.dataTransfer.types].includes("Files")) return;
      e.preventDefault(); // else the browser opens the file in place of the page
      boks().querySelector("[data-slipp]").toggleAttribute("data-over", hendelse === "dragover");
      if (hendelse === "drop" && e.dataTransfer.files.length) taImot(e.dataTransfer.files);
    });
  }
  new MutationObserver(visVelger).observe(document.querySelector("main"), { childList: true });
  visVelger();
})();
