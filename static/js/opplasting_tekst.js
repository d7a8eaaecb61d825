"use strict";
/* Texts, sizes and times in words. All words come from the page (template[data-tekster]), so that they are translated. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const mal = document.querySelector("template[data-tekster]");
  const TRINN = 1024;

  D.tekst = (navn, verdier = {}) => {
    const element = mal && mal.content.querySelector(`[data-tekst="${navn}"]`);
    const tekst = element ? element.textContent : navn;
    return tekst.replace(/\{(\w+)\}/g, (hele, ord) => (ord in verdier ? String(verdier[ord]) : hele));
  };

  // The same words as the server's: 1 kB = 1024 byte, one decimal.
  D.storrelse = (antall) => {
    if (antall < TRINN) return `${antall}\u00a0${D.tekst(antall === 1 ? "en_byte" : "byte")}`;
    const enheter = ["kB", "MB", "GB", "TB"];
    let verdi = antall;
    let enhet = "";
    for (enhet of enheter) {
      verdi /= TRINN;
      if (Math.round(verdi * 10) / 10 < TRINN) break;
    }
    const tall = new Intl.NumberFormat([document.documentElement.lang, "nb"], { maximumFractionDigits: 1 });
    return `${tall.format(verdi)}\u00a0${enhet}`;
  };

  D.tid = (sekunder) => {
    if (sekunder < 5) return D.tekst("kort");
    if (sekunder < 90) return D.tekst("sekunder", { antall: Math.ceil(sekunder / 5) * 5 });
    const minutter = Math.round(sekunder / 60);
    if (minutter < 90) return D.tekst("minutter", { antall: minutter });
    return D.tekst("timer", { timer: Math.floor(minutter / 60), minutter: minutter % 60 });
  };

  /* Bytes per second over the last seconds. What an upload had before it was resumed does not count. */
  D.Fartsmaler = class {
    constructor() { this.nullstill(); }
    nullstill() { this.malinger = []; }
    mal(sendt) {
      const naa = performance.now();
      this.malinger.push([naa, sendt]);
      while (this.malinger.length > 2 && naa - this.malinger[0][0] > 8000) this.malinger.shift();
    }
    get perSekund() {
      const [forste, siste] = [this.malinger[0], this.malinger[this.malinger.length - 1]];
      const tid = forste ? siste[0] - forste[0] : 0;
      return tid > 500 ? Math.max(0, ((siste[1] - forste[1]) / tid) * 1000) : 0;
    }
  };
})();
