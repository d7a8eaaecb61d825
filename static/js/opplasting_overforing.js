"use strict";
/* How a file's bytes travel: created by hand, sent by tus-js-client in pieces that the server checks, resumed from the
   committed offset if what is committed is the file's. Faults of the network and of the server are never given up on; what
   only a person can put right stops with a text. */
(() => {
  const D = (window.Deldokument = window.Deldokument || {});
  const BIT = 64 * 1024 * 1024;
  const MINSTE_BIT = 1024 * 1024; // what proxies take unless told otherwise
  const TALER_BRUDD = 3;
  // What breaks off in the middle of a piece is lost, so a piece should take some seconds, and no more.
  const RASK_MS = 2000;
  const TREG_MS = 10000;
  const VENT = [1000, 2000, 5000, 10000, 20000, 30000];
  const VENT_PA_PLASS = 30000;
  const STILLE_MS = 90000;
  // What passes by itself, and what to call it meanwhile. 0: no answer at all.
  const BRUDD = [0, 408, 502, 504];
  const FORBIGAENDE = { 0: "nett", 408: "nett", 409: "tjener", 423: "tjener", 429: "tjener", 460: "skadet", 500: "tjener", 502: "tjener", 503: "tjener", 504: "tjener", 507: "plass" };

  let bit = MINSTE_BIT; // how large a piece is now, for all files of the page
  let tak = BIT; // the largest that the way there has been found to take

  D.Opplasting = class extends D.Adressert {
    constructor(...verdier) {
      super(...verdier);
      Object.assign(this, { bit, brudd: 0, forsok: 0, tus: null });
    }

    async start() {
      this.livstegn = performance.now();
      this.sett("laster");
      const runde = (this.runde = {});
      try {
        await Promise.all([this.finnAdresse(), D.hentTus()]);
      } catch (feil) {
        if (this.runde === runde) this.feilet(feil.status || 0, true);
        return;
      }
      if (this.tilstand === "fjernet") this.side.tjener.fjern(this.dokument).catch(() => {});
      if (this.runde !== runde) return;
      this.bit = bit;
      const sending = (this.tus = new tus.Upload(this.fil, {
        uploadUrl: this.url,
        chunkSize: this.bit,
        retryDelays: null,
        storeFingerprintForResuming: false,
        onProgress: (sendt) => this.framgang(sendt),
        onBeforeRequest: (foresporsel) => this.summer(foresporsel, sending, runde),
        onChunkComplete: () => {
          this.brudd = 0;
          this.tilpass();
          sending.options.chunkSize = this.bit = bit;
        },
        onSuccess: () => this.runde === runde && this.blittFerdig(),
        onError: (feil) => {
          const svar = feil.originalResponse;
          // A browser takes what came before a cut for a whole answer: a yes that lacks its headers is no answer.
          const status = svar && svar.getStatus() >= 300 ? svar.getStatus() : 0;
          if (this.runde !== runde) return;
          if (BRUDD.includes(status) && feil.originalRequest && feil.originalRequest.getMethod() === "PATCH") this.blittBrutt();
          this.feilet(status, false);
        },
      }));
      sending.start();
    }

    /* Before each piece: its digest, so that the server keeps it only as it was meant. */
    async summer(foresporsel, sending, runde) {
      if (foresporsel.getMethod() !== "PATCH") return;
      const start = Number(foresporsel.getHeader("Upload-Offset"));
      const del = sending.file.slice(start, Math.min(start + sending.options.chunkSize, this.storrelse));
      if (D.kanSummere) foresporsel.setHeader("Upload-Checksum", `sha256 ${await D.sha256(del)}`);
      if (this.runde !== runde) throw new Error("avbrutt"); // tus-js-client would send it although it was told to stop
      this.begynt = performance.now();
    }

    tilpass() {
      const tok = performance.now() - this.begynt;
      if (tok < RASK_MS && this.bit === bit) bit = Math.min(bit * 2, tak);
      if (tok > TREG_MS) bit = Math.max(Math.min(bit, this.bit / 2), MINSTE_BIT);
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
      if (status === D.FORELDET) return this.sett("stoppet", "gammel_side", { provIgjen: false });
      if (utenAdresse && [404, 409].includes(status)) return this.sett("stoppet", "utkast_borte", { provIgjen: false });
      if (status in FORBIGAENDE) return this.ventOgProv(FORBIGAENDE[status]);
      if (status === 401 || (status === 403 && !this.dokument)) return this.sett("stoppet", "logget_ut");
      // A proxy on the way takes smaller bodies than we do.
      if (status === 413 && !utenAdresse) return this.krymp(2) ? this.start() : this.sett("stoppet", "slipper_ikke_gjennom", { provIgjen: false });
      if (status === 413) return this.sett("stoppet", "for_stor", { provIgjen: false, verdier: { maks: D.storrelse(this.side.maksBytes) } });
      if ([403, 404, 410].includes(status)) return this.sporTjeneren();
      return this.sett("stoppet", "stoppet");
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

    krymp(deling) {
      if (this.bit <= MINSTE_BIT) return false;
      tak = Math.min(tak, Math.max(this.bit / deling, MINSTE_BIT));
      bit = Math.min(bit, tak);
      return true;
    }

    /* Broken off again and again within one piece: something on the way cuts what takes long. Smaller pieces get through. */
    blittBrutt() {
      this.brudd += 1;
      if (this.brudd % TALER_BRUDD === 0) this.krymp(4);
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
