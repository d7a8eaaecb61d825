"use strict";
/* How a file's bytes travel: created by hand, sent by tus-js-client, resumed from the committed offset. Faults of the
   network and of the server are never given up on; what only a person can put right stops with a text. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const BIT = 64 * 1024 * 1024;
  const MINSTE_BIT = 1024 * 1024; // what proxies take unless told otherwise
  const TALER_BRUDD = 3;
  const VENT = [1000, 2000, 5000, 10000, 20000, 30000];
  const VENT_PA_PLASS = 30000;
  const STILLE_MS = 90000;
  // What passes by itself, and what to call it meanwhile. 0: no answer at all.
  const BRUDD = [0, 408, 502, 504];
  const FORBIGAENDE = { 0: "nett", 408: "nett", 409: "tjener", 423: "tjener", 429: "tjener", 460: "nett", 500: "tjener", 502: "tjener", 503: "tjener", 504: "tjener", 507: "plass" };

  let bit = BIT; // what the way there has been found to take, for all files of the page

  D.Opplasting = class extends D.Filtilstand {
    constructor(...verdier) {
      super(...verdier);
      Object.assign(this, { url: null, bit, brudd: 0, forsok: 0, tus: null, usikker: false });
    }

    async start() {
      this.livstegn = performance.now();
      this.sett("laster");
      const runde = (this.runde = {});
      try {
        if (!this.url) await this.skaffAdresse();
      } catch (feil) {
        if (this.runde === runde) this.feilet(feil.status || 0, true);
        return;
      }
      if (this.tilstand === "fjernet") this.side.tjener.fjern(this.dokument).catch(() => {});
      if (this.runde !== runde) return;
      this.bit = bit;
      this.tus = new tus.Upload(this.fil, {
        uploadUrl: this.url,
        chunkSize: this.bit,
        retryDelays: null,
        storeFingerprintForResuming: false,
        onProgress: (sendt) => this.framgang(sendt),
        onChunkComplete: () => { this.brudd = 0; },
        onSuccess: () => this.runde === runde && this.blittFerdig(),
        onError: (feil) => {
          const status = feil.originalResponse ? feil.originalResponse.getStatus() : 0;
          if (this.runde !== runde) return;
          if (BRUDD.includes(status) && feil.originalRequest && feil.originalRequest.getMethod() === "PATCH") this.blittBrutt();
          this.feilet(status, false);
        },
      });
      this.tus.start();
    }

    async skaffAdresse() {
      const utkast = await this.side.utkast();
      // An answer that was lost may have been a yes: look for the dokument before making another.
      if (this.usikker && !this.dokument) {
        const filene = await this.side.tjener.filene(utkast);
        const min = filene.find((d) => d.tilstand === "venter" && d.dokumentnavn === this.navn && d.storrelse === this.storrelse && !this.side.krevd(d.id));
        if (min) this.dokument = min.id;
      }
      this.usikker = true;
      const svar = this.dokument
        ? await this.side.tjener.gjenoppta(this.dokument)
        : await this.side.etterTur(() => this.side.tjener.opprett(utkast, this.fil));
      this.usikker = false;
      this.url = svar.url;
      this.dokument = svar.dokument || this.dokument;
    }

    framgang(sendt) {
      if (sendt > this.sendt) this.forsok = 0;
      this.livstegn = performance.now();
      this.sendt = sendt;
      this.fart.mal(sendt);
      if (this.tilstand === "laster" && this.livstegn - (this.tegnet || 0) > 250) {
        this.tegnet = this.livstegn;
        this.tegn();
      }
    }

    blittFerdig() {
      this.sendt = this.storrelse;
      this.fil = null;
      this.sett("ferdig");
    }

    async feilet(status, utenAdresse) {
      this.avbryt();
      const runde = (this.runde = {});
      if (status === 0 && !(await lesbar(this.fil))) return this.runde === runde && this.sett("stoppet", "uleselig", { provIgjen: false });
      if (this.runde !== runde) return undefined;
      if (utenAdresse && [404, 409].includes(status)) return this.sett("stoppet", "utkast_borte", { provIgjen: false });
      if (status in FORBIGAENDE) return this.ventOgProv(FORBIGAENDE[status]);
      if (status === 401 || (status === 403 && !this.dokument)) return this.sett("stoppet", "logget_ut");
      // A proxy on the way takes smaller bodies than we do.
      if (status === 413 && !utenAdresse) return this.krymp() ? this.start() : this.sett("stoppet", "slipper_ikke_gjennom", { provIgjen: false });
      if (status === 413) return this.sett("stoppet", "for_stor", { provIgjen: false, verdier: { maks: D.storrelse(this.side.maksBytes) } });
      if ([403, 404, 410].includes(status)) return this.sporTjeneren();
      return this.sett("stoppet", "stoppet");
    }

    /* The address is good no more: the file may be complete, or need a new address, or be gone. */
    async sporTjeneren() {
      this.url = null;
      try {
        const min = (await this.side.tjener.filene(await this.side.utkast())).find((d) => d.id === this.dokument);
        if (min && min.tilstand !== "venter") return this.blittFerdig();
        if (!min) { // never back by itself: what is in the draft is shared
          [this.dokument, this.sendt] = [null, 0];
          return this.sett("stoppet", "fjernet_ellers");
        }
        return this.ventOgProv("tjener");
      } catch (feil) {
        return this.feilet(feil.status || 0, true);
      }
    }

    ventOgProv(grunn) {
      this.sett("venter", grunn);
      const vent = grunn === "plass" ? VENT_PA_PLASS : VENT[Math.min(this.forsok++, VENT.length - 1)];
      clearTimeout(this.vekker);
      this.vekker = setTimeout(() => this.provNaa(), vent * (0.8 + Math.random() * 0.4));
    }

    provNaa() {
      clearTimeout(this.vekker);
      if (this.tilstand === "venter") this.start();
    }

    krymp() {
      if (this.bit <= MINSTE_BIT) return false;
      bit = Math.min(bit, this.bit / 4);
      return true;
    }

    /* Broken off again and again within one piece: something on the way cuts what takes long. Smaller pieces get through. */
    blittBrutt() {
      this.brudd += 1;
      if (this.brudd % TALER_BRUDD === 0) this.krymp();
    }

    /* Asleep, or a connection that died without a word: measured by progress, not by a fixed time for the whole. */
    sePaLivstegn() {
      if (this.tilstand !== "laster" || performance.now() - this.livstegn < STILLE_MS) return;
      this.avbryt();
      this.blittBrutt();
      this.ventOgProv("nett");
    }

    avbryt() {
      this.runde = {};
      clearTimeout(this.vekker);
      if (this.tus) this.tus.abort();
      this.tus = null;
    }
  };

  async function lesbar(fil) {
    try {
      await fil.slice(0, 1).arrayBuffer();
      return true;
    } catch {
      return false;
    }
  }
})();
